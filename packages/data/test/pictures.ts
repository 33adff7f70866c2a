import { readFileSync } from 'node:fs';

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
