import { FormatError } from '@spikegrad/core';
import { quickBits, type HuffmanTable } from './huffman.js';
import { isRestart, nextMarker } from './segments.js';

/** Reads the codes of a scan, highest bit first. It stops at a marker. */
export class BitReader {
  readonly #bytes: Uint8Array;
  readonly #name: string;
  /** The position of the next byte that is not in `#bits`. */
  #at: number;
  /** The lowest `#count` bits are the next ones. */
  #bits = 0;
  #count = 0;
  /** Number of them that are zeros after the end of the codes. */
  #beyond = 0;

  /** @param at the first byte of the codes @param name the name of the file in errors */
  constructor(bytes: Uint8Array, at: number, name: string) {
    this.#bytes = bytes;
    this.#at = at;
    this.#name = name;
  }

  /** The byte of the next code. @throws FormatError for an unknown code, or at the end of the codes */
  code(table: HuffmanTable): number {
    if (this.#count < 16) this.#fill();
    const entry = table.quick[(this.#bits >>> (this.#count - quickBits)) & ((1 << quickBits) - 1)]!;
    if (entry === 0) return this.#longCode(table);
    this.#drop(entry >> 8);
    return entry & 0xff;
  }

  /** A number of `length` bits, 0 to 16. @throws FormatError at the end of the codes */
  bits(length: number): number {
    if (this.#count < length) this.#fill();
    const bits = (this.#bits >>> (this.#count - length)) & ((1 << length) - 1);
    this.#drop(length);
    return bits;
  }

  /** A signed number of `length` bits: those that begin with 0 are negative. */
  signed(length: number): number {
    if (length === 0) return 0;
    const bits = this.bits(length);
    return bits >= 1 << (length - 1) ? bits : bits + (-1 << length) + 1;
  }

  /** Continues after the next marker, which must be a restart. @throws FormatError */
  restart(): void {
    const at = nextMarker(this.#bytes, this.#at);
    const kind = this.#bytes[at + 1];
    if (kind === undefined || !isRestart(kind))
      throw new FormatError(this.#name, 'a whole JPEG', `no restart at byte ${at}`);
    this.#at = at + 2;
    this.#bits = this.#count = this.#beyond = 0;
  }

  #longCode({ limits, shifts, bytes }: HuffmanTable): number {
    const next = (this.#bits >>> (this.#count - 16)) & 0xffff;
    for (let length = quickBits + 1; length <= 16; length++) {
      if (next >= limits[length]!) continue;
      this.#drop(length);
      return bytes[(next >> (16 - length)) + shifts[length]!]!;
    }
    throw new FormatError(this.#name, 'a whole JPEG', `an unknown code before byte ${this.#at}`);
  }

  #drop(length: number): void {
    this.#count -= length;
    if (this.#count < this.#beyond)
      throw new FormatError(this.#name, 'a whole JPEG', `the end of the codes of a scan at byte ${this.#at}`);
  }

  /** Reads bytes until there are 17 bits or more. */
  #fill(): void {
    while (this.#count <= 16) {
      const byte = this.#bytes[this.#at];
      const ends = byte === undefined || (byte === 0xff && this.#bytes[this.#at + 1] !== 0);
      this.#bits = (this.#bits << 8) | (ends ? 0 : byte);
      this.#count += 8;
      if (ends) this.#beyond += 8;
      else this.#at += byte === 0xff ? 2 : 1;
    }
  }
}
