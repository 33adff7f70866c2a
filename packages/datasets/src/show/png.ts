import { crc32, deflateSync } from 'node:zlib';

const signature = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a);

/** Eight bits per sample, red, green and blue, without other features of PNG. */
const kind = [8, 2, 0, 0, 0];

/**
 * Pixels as a PNG.
 *
 * @param rgb `[height, width, 3]`
 * @see https://www.w3.org/TR/png-3/
 */
export function encodePng(rgb: Uint8Array, height: number, width: number): Uint8Array {
  const line = 3 * width;
  const lines = Buffer.alloc(height * (1 + line)); // the byte before each row says that it has no filter
  for (let y = 0; y < height; y++) lines.set(rgb.subarray(y * line, (y + 1) * line), y * (1 + line) + 1);
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  head.set(kind, 8);
  return Buffer.concat([signature, chunk('IHDR', head), chunk('IDAT', deflateSync(lines)), chunk('IEND')]);
}

function chunk(name: string, data: Uint8Array = new Uint8Array(0)): Buffer {
  const body = Buffer.concat([Buffer.from(name, 'latin1'), data]);
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  sum.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, sum]);
}
