import { readFileSync } from 'node:fs';
import { crc32 } from 'node:zlib';

/** Small pictures in every form that is decoded, and the pixels that Pillow finds in them. Made by `golden/images.py`. */
const golden = JSON.parse(readFileSync(new URL('golden/images.json', import.meta.url), 'utf8')) as {
  readonly width: number;
  readonly height: number;
  readonly images: Readonly<Record<string, { readonly file: string; readonly pixels: string }>>;
};

export const { width, height } = golden;

const bytesOf = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, 'base64'));

/** The bytes of a file. */
export const pictureFile = (name: string): Uint8Array => bytesOf(golden.images[name]!.file);

/** Red, green and blue planes. */
export function picturePixels(name: string): Uint8Array {
  const mixed = bytesOf(golden.images[name]!.pixels);
  const plane = width * height;
  return Uint8Array.from({ length: 3 * plane }, (_, i) => mixed[3 * (i % plane) + Math.floor(i / plane)]!);
}

/** A PNG with the right checksum after each chunk, as far as its chunks can be told apart. */
export function resealed(png: Uint8Array): Uint8Array {
  const file = Buffer.from(png);
  for (let at = 8; at + 12 <= file.length;) {
    const end = at + 8 + file.readUInt32BE(at);
    if (end + 4 > file.length) break;
    file.writeUInt32BE(crc32(file.subarray(at + 4, end)), end);
    at = end + 4;
  }
  return new Uint8Array(file);
}
