import { FormatError } from '@spikegrad/core';
import type { BitReader } from './bitReader.js';
import { zigzag } from './component.js';
import type { HuffmanTable } from './huffman.js';

/**
 * The part of each block in a scan: the coefficients `first` to `last`, in zigzag order, from bit `high` (0: from the
 * highest) down to `low`.
 */
export interface Band {
  readonly first: number;
  readonly last: number;
  readonly high: number;
  readonly low: number;
}

/** Reads the blocks of one component of a scan, one after the other. */
export class BlockReader {
  readonly #reader: BitReader;
  readonly #band: Band;
  readonly #name: string;
  /** The Huffman tables: for differences of DC values, and for AC coefficients. */
  readonly #means: HuffmanTable | undefined;
  readonly #others: HuffmanTable | undefined;
  /** The DC value of the block before. */
  #mean = 0;
  /** Number of blocks, including this one, without further coefficients in their band. */
  #empty = 0;

  constructor(
    reader: BitReader,
    band: Band,
    means: HuffmanTable | undefined,
    others: HuffmanTable | undefined,
    name: string,
  ) {
    this.#reader = reader;
    this.#band = band;
    this.#means = means;
    this.#others = others;
    this.#name = name;
  }

  /** Resets the state, at each restart. */
  restart(): void {
    this.#mean = this.#empty = 0;
  }

  /** Reads the block whose coefficients begin at `at`. @throws FormatError */
  read(coefficients: Int16Array, at: number): void {
    const { first, last, high, low } = this.#band;
    if (first === 0) {
      if (high === 0) coefficients[at] = (this.#mean += this.#difference()) << low;
      else if (this.#reader.bits(1) === 1) coefficients[at] = coefficients[at]! | (1 << low);
      if (last === 0) return;
    }
    if (high === 0) this.#firstBits(coefficients, at);
    else this.#nextBit(coefficients, at);
  }

  #difference(): number {
    const length = this.#reader.code(this.#tableOf(this.#means));
    if (length > 15) throw new FormatError(this.#name, 'a whole JPEG', `a difference of ${length} bits`);
    return this.#reader.signed(length);
  }

  #firstBits(coefficients: Int16Array, at: number): void {
    if (this.#empty > 0) {
      this.#empty--;
      return;
    }
    const { first, last, low } = this.#band;
    const [reader, table] = [this.#reader, this.#tableOf(this.#others)];
    for (let k = Math.max(first, 1); k <= last; k++) {
      const code = reader.code(table);
      const [zeros, length] = [code >> 4, code & 15];
      if (length === 0 && zeros < 15) {
        this.#empty = (1 << zeros) + reader.bits(zeros) - 1;
        return;
      }
      k += zeros;
      if (length === 0) continue;
      if (k > last) throw new FormatError(this.#name, 'a whole JPEG', `coefficient ${k} of ${last}`);
      coefficients[at + zigzag[k]!] = reader.signed(length) << low;
    }
  }

  #nextBit(coefficients: Int16Array, at: number): void {
    const { first, last, low } = this.#band;
    const [reader, table] = [this.#reader, this.#tableOf(this.#others)];
    let k = first;
    while (this.#empty === 0 && k <= last) {
      const code = reader.code(table);
      const length = code & 15;
      let zeros = code >> 4;
      if (length > 1) throw new FormatError(this.#name, 'a whole JPEG', `${length} bits instead of one`);
      if (length === 0 && zeros < 15) {
        this.#empty = (1 << zeros) + reader.bits(zeros);
        break;
      }
      const value = length === 0 ? 0 : (reader.bits(1) === 1 ? 1 : -1) << low;
      for (; k <= last; k++) {
        const place = at + zigzag[k]!;
        if (coefficients[place] !== 0) this.#refine(coefficients, place);
        else if (zeros-- === 0) {
          coefficients[place] = value;
          k++;
          break;
        }
      }
    }
    if (this.#empty === 0) return;
    for (; k <= last; k++) if (coefficients[at + zigzag[k]!] !== 0) this.#refine(coefficients, at + zigzag[k]!);
    this.#empty--;
  }

  /** One more bit of a coefficient that is not zero. */
  #refine(coefficients: Int16Array, place: number): void {
    if (this.#reader.bits(1) === 0) return;
    const value = coefficients[place]!;
    coefficients[place] = value + (value < 0 ? -1 : 1) * (1 << this.#band.low);
  }

  #tableOf(table: HuffmanTable | undefined): HuffmanTable {
    if (!table) throw new FormatError(this.#name, 'a whole JPEG', 'a scan without its Huffman table');
    return table;
  }
}
