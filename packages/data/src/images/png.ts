import { FormatError } from '@spikegrad/core';
import type { Image } from '../image.js';
import { checkPixels } from '../imageHeader.js';
import { planesOf } from './planesOf.js';
import { unfilter } from './unfilter.js';

/** Samples a pixel by colour type: grey, red green blue, palette, grey and opacity, red green blue and opacity. */
const samplesOf: Readonly<Record<number, number>> = { 0: 1, 2: 3, 3: 1, 4: 2, 6: 4 };

const palette = 3;

interface PngHeader {
  readonly width: number;
  readonly height: number;
  readonly colour: number;
  readonly samples: number;
}

/**
 * Decodes a PNG with 8 bits per sample to red, green and blue. Grey gives three equal planes, and opacity is ignored.
 * It is our own code, because JavaScript packages unpack any size that a file claims; one file of ImageNet is a PNG.
 * The checksum of every chunk is verified. Node only.
 *
 * @throws FormatError for a damaged or interlaced PNG, and for other bit depths
 */
export async function decodePng(bytes: Uint8Array, name: string): Promise<Image> {
  const { crc32 } = await import('node:zlib');
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let header: PngHeader | null = null;
  let colours: Uint8Array | null = null;
  const packed: Uint8Array[] = [];
  for (let at = 8; ;) {
    if (at + 12 > bytes.length) throw new FormatError(name, `a chunk of a PNG at byte ${at}`, 'its end');
    const length = view.getUint32(at);
    const end = at + 12 + length;
    if (end > bytes.length)
      throw new FormatError(name, `a chunk within ${bytes.length} bytes at byte ${at}`, `${length} bytes`);
    const type = new TextDecoder('latin1').decode(bytes.subarray(at + 4, at + 8));
    const data = bytes.subarray(at + 8, end - 4);
    const [noted, sum] = [view.getUint32(end - 4), crc32(bytes.subarray(at + 4, end - 4))];
    if (sum !== noted) throw new FormatError(name, `the checksum ${noted} of the chunk at byte ${at}`, String(sum));
    if (header === null && type !== 'IHDR') throw new FormatError(name, 'the chunk IHDR first', JSON.stringify(type));
    if (type === 'IHDR') header = headerOf(data, name);
    else if (type === 'PLTE') colours = data;
    else if (type === 'IDAT') packed.push(data);
    else if (type === 'IEND') break;
    at = end;
  }
  const { width, height, colour, samples } = header!;
  const rows = await unpacked(packed, height * (1 + width * samples), name);
  const pixels = unfilter(rows, width * samples, height, samples, name);
  if (colour !== palette) return planesOf(pixels, samples, width, height);
  return planesOf(looked(pixels, colours, name), 3, width, height);
}

function headerOf(data: Uint8Array, name: string): PngHeader {
  if (data.length !== 13) throw new FormatError(name, 'an IHDR of 13 bytes', String(data.length));
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  const [width, height] = [view.getUint32(0), view.getUint32(4)];
  const [depth, colour, , , interlace] = data.subarray(8) as unknown as [number, number, number, number, number];
  checkPixels(width, height, name);
  const samples = samplesOf[colour];
  if (samples === undefined) throw new FormatError(name, 'a colour type of PNG', String(colour));
  if (depth !== 8) throw new FormatError(name, '8 bits per sample', String(depth));
  if (interlace !== 0) throw new FormatError(name, 'a PNG that is not interlaced', 'an interlaced PNG');
  return { width, height, colour, samples };
}

/** The rows, each with the byte of its filter. Decompression stops as soon as there are more bytes than expected. */
async function unpacked(packed: readonly Uint8Array[], size: number, name: string): Promise<Uint8Array> {
  const { inflateSync } = await import('node:zlib');
  try {
    const rows = inflateSync(Buffer.concat(packed), { maxOutputLength: size });
    if (rows.length === size) return rows;
    throw new Error(`${rows.length} bytes`);
  } catch (error) {
    throw new FormatError(name, `${size} bytes of rows`, error instanceof Error ? error.message : String(error));
  }
}

/** Replaces the numbers of a palette by colours. */
function looked(numbers: Uint8Array, colours: Uint8Array | null, name: string): Uint8Array {
  const out = new Uint8Array(3 * numbers.length);
  numbers.forEach((number, i) => {
    const entry = colours?.subarray(3 * number, 3 * number + 3);
    if (entry?.length !== 3) throw new FormatError(name, `a palette with colour ${number}`, 'none');
    out.set(entry, 3 * i);
  });
  return out;
}
