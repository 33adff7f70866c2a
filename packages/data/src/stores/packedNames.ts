import { ValueError } from '@spikegrad/core';

/** Many names in memory that all threads see: a million strings would be copied to each. */
export interface PackedNames {
  /** One after the other, in UTF-8. */
  readonly bytes: Uint8Array;
  /** Where each ends. */
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

/** The name at a place, from 0. @throws ValueError for a place without a name */
export function nameAt({ bytes, ends }: PackedNames, place: number): string {
  const end = ends[place];
  if (end === undefined) throw new ValueError('nameAt', `a place from 0, below ${ends.length}`, String(place));
  // A decoder does not read memory that threads share.
  return new TextDecoder().decode(bytes.slice(place === 0 ? 0 : ends[place - 1]!, end));
}
