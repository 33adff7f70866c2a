import { codecs } from './dtypes.js';
import type { SafetensorsEntry, SafetensorsFile } from './entry.js';
import { metadataKey, readHeader, readMetadata } from './header.js';
import { requireLittleEndian } from './littleEndian.js';
import { checkTiling, type Placement, readPlacement } from './placement.js';

/**
 * Reads a safetensors file, all of it or nothing: the whole header is checked against the bytes that are there before
 * the first tensor is copied, so that a size that lies is refused and never allocated.
 *
 * F8, F16 and BF16 are widened to float32; every array is a copy that owns its memory. `bytes` may begin anywhere in its
 * buffer. Big-endian hosts are not supported.
 *
 * @param bytes - The whole file.
 * @param name - Who an error names: the path or address that the bytes came from.
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
  // A typed array must begin at a multiple of its element; the file need not, a fresh buffer does.
  // Not `slice`, which on Node's Buffer would be a view.
  const copy = new Uint8Array(end - begin);
  copy.set(data.subarray(begin, end));
  return { dtype, shape, data: codecs[dtype].fromBytes(copy) } as SafetensorsEntry;
}
