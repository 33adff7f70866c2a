import { FormatError } from '@spikegrad/core';

/** Codes of at most this many bits are found by one lookup. */
export const quickBits = 9;

/** Codes of 1 to 16 bits, and the byte of each. */
export interface HuffmanTable {
  /**
   * For all values of the next 9 bits: the length of the first code × 256 + its byte; 0 if the code is longer or does
   * not exist.
   */
  readonly quick: Uint16Array;
  /** By length: the first code that is too large for this length, with zeros up to 16 bits; 0 for a length without codes. */
  readonly limits: Int32Array;
  /** By length: the difference between a code and the index of its byte. */
  readonly shifts: Int32Array;
  readonly bytes: Uint8Array;
}

/**
 * A table from its segment.
 *
 * @param counts the number of codes of each length, 16 values
 * @param bytes the bytes of the codes, by length
 * @throws FormatError for too many codes
 */
export function huffmanTable(counts: Uint8Array, bytes: Uint8Array, name: string): HuffmanTable {
  const quick = new Uint16Array(1 << quickBits);
  const limits = new Int32Array(17);
  const shifts = new Int32Array(17);
  let code = 0;
  let place = 0;
  for (let length = 1; length <= 16; length++, code <<= 1) {
    const count = counts[length - 1]!;
    shifts[length] = place - code;
    if (code + count > 1 << length)
      throw new FormatError(name, `codes of ${length} bits in a Huffman table`, 'too many');
    for (let i = 0; i < count; i++, code++, place++) {
      if (length > quickBits) continue;
      const from = code << (quickBits - length);
      quick.fill((length << 8) | bytes[place]!, from, from + (1 << (quickBits - length)));
    }
    if (count > 0) limits[length] = code << (16 - length);
  }
  return { quick, limits, shifts, bytes };
}
