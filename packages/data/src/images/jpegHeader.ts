import { FormatError } from '@spikegrad/core';
import { checkPixels } from './imageHeader.js';

/** What a JPEG says of itself before its pixels. */
export interface JpegHeader {
  readonly width: number;
  readonly height: number;
  /** Grey, Y Cb Cr or red green blue, or four inks. */
  readonly components: 1 | 3 | 4;
  /** What its components are by Adobe's segment: 0 for as they are, 1 for Y Cb Cr, 2 for Y Cb Cr K; `null` without. */
  readonly transform: number | null;
}

/** A progressive image has about ten. Each goes over all pixels, so a file of nothing but scans would take for ever. */
const mostScans = 100;

const [startOfScan, endOfImage, adobe] = [0xda, 0xd9, 0xee];

/** Frames by the first byte that differs: baseline, extended and progressive, all by Huffman's codes. */
const frames = [0xc0, 0xc1, 0xc2];

/** Those that nobody writes: lossless, differential, arithmetic. DHT, JPG and DAC lie between them. */
const otherFrames = [0xc3, 0xc5, 0xc6, 0xc7, 0xc9, 0xca, 0xcb, 0xcd, 0xce, 0xcf];

/**
 * Reads the header of a JPEG. Nothing in it is believed: sizes are bounded before anything is decoded.
 *
 * @throws FormatError
 */
export function jpegHeader(bytes: Uint8Array, name: string): JpegHeader {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let transform: number | null = null;
  for (let at = 2; ;) {
    while (bytes[at] === 0xff && bytes[at + 1] === 0xff) at++; // filling
    const marker = bytes[at + 1];
    if (bytes[at] !== 0xff || marker === undefined || at + 4 > bytes.length)
      throw new FormatError(name, `a segment of a JPEG at byte ${at}`, at + 4 > bytes.length ? 'its end' : 'none');
    const length = view.getUint16(at + 2);
    const end = at + 2 + length;
    if (length < 2 || end > bytes.length)
      throw new FormatError(name, `a segment within ${bytes.length} bytes at byte ${at}`, `${length} bytes`);
    if (marker === startOfScan || marker === endOfImage)
      throw new FormatError(name, 'the size of the image before its pixels', 'none');
    if (otherFrames.includes(marker))
      throw new FormatError(name, 'a baseline or progressive JPEG', `a frame of type 0x${marker.toString(16)}`);
    if (marker === adobe && length >= 14 && isAdobe(bytes.subarray(at + 4, at + 9))) transform = bytes[at + 15]!;
    if (frames.includes(marker)) {
      checkScans(bytes, name);
      return { ...frameAt(view, at, length, name), transform };
    }
    at = end;
  }
}

const isAdobe = (bytes: Uint8Array): boolean => new TextDecoder('latin1').decode(bytes) === 'Adobe';

function frameAt(view: DataView, at: number, length: number, name: string): Omit<JpegHeader, 'transform'> {
  if (length < 8) throw new FormatError(name, 'a frame header of 8 bytes or more', String(length));
  const [precision, components] = [view.getUint8(at + 4), view.getUint8(at + 9)];
  const [height, width] = [view.getUint16(at + 5), view.getUint16(at + 7)];
  if (precision !== 8) throw new FormatError(name, 'samples of 8 bits', `${precision} bits`);
  if (components !== 1 && components !== 3 && components !== 4)
    throw new FormatError(name, '1, 3 or 4 components', String(components));
  if (length !== 8 + 3 * components)
    throw new FormatError(name, `a frame header of ${8 + 3 * components} bytes`, String(length));
  checkPixels(width, height, name);
  const samplings = Array.from({ length: components }, (_, i) => view.getUint8(at + 11 + 3 * i)).map(
    (sampling) => [sampling >> 4, sampling & 15] as const,
  );
  for (const [across, down] of samplings)
    if (across < 1 || across > 4 || down < 1 || down > 4)
      throw new FormatError(name, 'samplings of 1 to 4', `${across}×${down}`);
  const bits = blocksOf(width, height, samplings);
  if (bits > 8 * view.byteLength) {
    const expected = `${Math.ceil(bits / 8)} bytes or more for ${width}×${height}`;
    throw new FormatError(name, expected, `${view.byteLength} bytes`);
  }
  return { width, height, components };
}

/** Blocks of 8×8 samples. The least that one takes is a bit, so a small file cannot claim to be a large image. */
function blocksOf(width: number, height: number, samplings: readonly (readonly [number, number])[]): number {
  const [acrossMost, downMost] = [0, 1].map((axis) => Math.max(...samplings.map((each) => each[axis]!))) as [
    number,
    number,
  ];
  return samplings.reduce(
    (sum, [across, down]) =>
      sum + Math.ceil((width * across) / acrossMost / 8) * Math.ceil((height * down) / downMost / 8),
    0,
  );
}

/** Between pixels the byte 0xff is followed by 0, so that a marker is one. */
function checkScans(bytes: Uint8Array, name: string): void {
  let scans = 0;
  for (let at = bytes.indexOf(0xff); at >= 0; at = bytes.indexOf(0xff, at + 1)) {
    if (bytes[at + 1] === startOfScan && ++scans > mostScans)
      throw new FormatError(name, `at most ${mostScans} scans`, 'more');
  }
}
