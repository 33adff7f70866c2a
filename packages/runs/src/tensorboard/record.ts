import { maskedCrc32c } from './crc32c.js';

/**
 * One record of a TFRecord file: the length in 8 bytes, its masked CRC-32C, the data, the masked CRC-32C of the data; all
 * little-endian.
 */
export function record(data: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(8 + 4 + data.length + 4);
  const view = new DataView(bytes.buffer);
  view.setBigUint64(0, BigInt(data.length), true);
  view.setUint32(8, maskedCrc32c(bytes.subarray(0, 8)), true);
  bytes.set(data, 12);
  view.setUint32(12 + data.length, maskedCrc32c(data), true);
  return bytes;
}
