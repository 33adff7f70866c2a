import { FormatError } from '@spikegrad/core';
import { BitReader } from './bitReader.js';
import { BlockReader, type Band } from './blocks.js';
import type { Component, Units } from './component.js';
import type { HuffmanTable } from './huffman.js';
import type { Segment } from './segments.js';

/** The tables from the segments before a scan. */
export interface Tables {
  readonly quantisation: (Int32Array | undefined)[];
  readonly means: (HuffmanTable | undefined)[];
  readonly others: (HuffmanTable | undefined)[];
  /** Units between restarts, 0 for none. */
  interval: number;
}

/** A frame during the reading of its scans. */
export interface Frame {
  readonly progressive: boolean;
  readonly units: Units;
  readonly components: readonly Component[];
}

/** One component of a scan. */
interface Part {
  readonly component: Component;
  readonly reader: BlockReader;
}

/** Reads a scan into the coefficients of its components. @throws FormatError */
export function readScan(segment: Segment, file: Uint8Array, frame: Frame, tables: Tables, name: string): void {
  const codes = new BitReader(file, segment.end, name);
  const parts = partsOf(segment, codes, frame, tables, name);
  const [only] = parts;
  const single = parts.length === 1 ? only!.component : null;
  const { across, down } = single ? { across: single.blocksAcross, down: single.blocksDown } : frame.units;
  let left = tables.interval || Infinity;
  for (let y = 0; y < down; y++) {
    for (let x = 0; x < across; x++, left--) {
      if (left === 0) {
        codes.restart();
        for (const { reader } of parts) reader.restart();
        left = tables.interval;
      }
      // The unit of a single component is one block, independent of its sampling factors.
      if (single) only!.reader.read(single.coefficients, 64 * (y * single.stride + x));
      else for (const part of parts) readUnit(part, x, y);
    }
  }
}

function readUnit({ component: { across, down, stride, coefficients }, reader }: Part, x: number, y: number): void {
  for (let row = 0; row < down; row++)
    for (let column = 0; column < across; column++)
      reader.read(coefficients, 64 * ((y * down + row) * stride + x * across + column));
}

function partsOf({ data }: Segment, codes: BitReader, frame: Frame, tables: Tables, name: string): readonly Part[] {
  const count = data[0] ?? 0;
  if (count < 1 || count > 4 || data.length !== 4 + 2 * count)
    throw new FormatError(name, 'a scan of 1 to 4 components', `${count} in ${data.length} bytes`);
  const band = bandOf(data.subarray(1 + 2 * count), frame.progressive, count, name);
  return Array.from({ length: count }, (_, i) => {
    const [id, numbers] = [data[1 + 2 * i]!, data[2 + 2 * i]!];
    const component = frame.components.find((each) => each.id === id);
    if (!component) throw new FormatError(name, 'a scan of components of the frame', `component ${id}`);
    send(component, band, name);
    component.factors ??= tables.quantisation[component.quantisation] ?? null;
    if (component.factors === null) throw new FormatError(name, `quantisation table ${component.quantisation}`, 'none');
    const [means, others] = [tables.means[numbers >> 4], tables.others[numbers & 15]];
    return { component, reader: new BlockReader(codes, band, means, others, name) };
  });
}

function bandOf(data: Uint8Array, progressive: boolean, count: number, name: string): Band {
  // Some writers leave these bytes of a baseline scan at zero.
  if (!progressive) return { first: 0, last: 63, high: 0, low: 0 };
  const [first, last, bits] = data as unknown as [number, number, number];
  const [high, low] = [bits >> 4, bits & 15];
  const several = first > 0 && count > 1;
  if (
    last > 63 ||
    first > last ||
    (first === 0) !== (last === 0) ||
    several ||
    low > 13 ||
    (high !== 0 && high !== low + 1)
  ) {
    const received = `${first} to ${last}, bits ${high} to ${low}, of ${count} components`;
    throw new FormatError(name, 'a valid range of coefficients of a progressive scan', received);
  }
  return { first, last, high, low };
}

/**
 * Records which bits a scan sends. Each bit of a coefficient is sent once, the highest first. This bounds the work:
 * no coefficient is visited more than 14 times.
 */
function send({ sent, id }: Component, { first, last, high, low }: Band, name: string): void {
  for (let k = first; k <= last; k++) {
    if (sent[k] !== (high === 0 ? 0 : high + 1)) {
      const received = `coefficient ${k} of component ${id} again or out of order`;
      throw new FormatError(name, 'scans that send each bit once, the highest first', received);
    }
    sent[k] = low + 1;
  }
}
