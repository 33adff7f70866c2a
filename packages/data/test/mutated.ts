import fc from 'fast-check';

/** A change to a file: bytes written over, cut off, left out, or repeated. */
const change = fc.record({
  kind: fc.constantFrom('write', 'cut', 'drop', 'repeat'),
  /** Where, as a share of the file; beginnings, where headers are, come more often. */
  at: fc.oneof(fc.double({ min: 0, max: 1, noNaN: true }), fc.double({ min: 0, max: 0.1, noNaN: true })),
  length: fc.integer({ min: 1, max: 16 }),
  bytes: fc.uint8Array({ minLength: 1, maxLength: 4 }),
});

/** A file that one to four changes have been made to. */
export const mutated = (file: Uint8Array): fc.Arbitrary<Uint8Array> =>
  fc.array(change, { minLength: 1, maxLength: 4 }).map((changes) => {
    let all = [...file];
    for (const { kind, at, length, bytes } of changes) {
      const place = Math.floor(at * all.length);
      const piece = all.slice(place, place + length);
      if (kind === 'write') all.splice(place, bytes.length, ...bytes);
      else if (kind === 'cut') all = all.slice(0, place);
      else if (kind === 'drop') all.splice(place, length);
      else all.splice(place, 0, ...piece);
    }
    return Uint8Array.from(all);
  });
