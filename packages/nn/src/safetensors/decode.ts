import { codecs } from './dtypes.js';
import type { SafetensorsEntry, SafetensorsFile } from './entry.js';
import { metadataKey, readHeader, readMetadata } from './header.js';
import { requireLittleEndian } from './littleEndian.js';
import { checkTiling, type Placement, readPlacement } from './placement.js';

/**
 * Reads a safetensors file completely or not at all. The header is checked against the number of bytes before the first
 * tensor is copied, so a wrong size fails and is never allocated.
 *
 * F8, F16 and BF16 are widened to float32; every array is a copy that owns its memory. `bytes` may begin anywhere in its
 * buffer. Big-endian hosts are not supported.
 *
 * @param bytes - The whole file.
 * @param name - The name in errors: the path or address of the bytes.
 * @throws FormatError if the bytes break the format, or use one of its dtypes that JavaScript has no array for.
 * @see https://github.com/huggingface/safetensors#format
 */
export function decodeSafetensors(bytes: Uint8Array, name = 'decodeSafetensors'): SafetensorsFile {
  requireLittleEndian(name);
  const { fields, dataStart } = readHeader(bytes, name);
  const metadata = readMetadata(fields, name);
  const room = bytes.length - dataStart;
  const placements: Placement[] = [];
  for (const [tensor, info] of fields) {
    if (tensor !== metadataKey) placements.push(readPlacement(tensor, info, room, name));
  }
  checkTiling(placements, room, name);
  const data = bytes.subarray(dataStart);
  return { tensors: new Map(placements.map((placement) => [placement.name, readEntry(data, placement)])), metadata };
}

function readEntry(data: Uint8Array, { dtype, shape, begin, end }: Placement): SafetensorsEntry {
  // A typed array must begin at a multiple of its element size. The file may not, a new buffer does. `slice` would be a
  // view on Node's Buffer.
  const copy = new Uint8Array(end - begin);
  copy.set(data.subarray(begin, end));
  return { dtype, shape, data: codecs[dtype].fromBytes(copy) } as SafetensorsEntry;
}
