import { ValueError } from '@spikegrad/core';

/** Many names in shared memory: a million strings would be copied to each thread. */
export interface PackedNames {
  /** The names one after the other, in UTF-8. */
  readonly bytes: Uint8Array;
  /** The end of each name. */
  readonly ends: Uint32Array;
}

export function packNames(names: readonly string[]): PackedNames {
  const encoder = new TextEncoder();
  const encoded = names.map((name) => encoder.encode(name));
  const total = encoded.reduce((sum, { length }) => sum + length, 0);
  const bytes = new Uint8Array(new SharedArrayBuffer(total));
  const ends = new Uint32Array(new SharedArrayBuffer(4 * names.length));
  let end = 0;
  encoded.forEach((name, i) => {
    bytes.set(name, end);
    ends[i] = end += name.length;
  });
  return { bytes, ends };
}

/** The name at an index, from 0. @throws ValueError for an index out of range */
export function nameAt({ bytes, ends }: PackedNames, place: number): string {
  const end = ends[place];
  if (end === undefined) throw new ValueError('nameAt', `an index from 0, below ${ends.length}`, String(place));
  // TextDecoder does not accept shared memory.
  return new TextDecoder().decode(bytes.slice(place === 0 ? 0 : ends[place - 1]!, end));
}
