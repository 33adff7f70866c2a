import { expect, test } from '@jest/globals';
import { FormatError } from '@spikegrad/core';
import fc from 'fast-check';
import { decodeSafetensors } from '../src/safetensors/decode.js';
import { encodeSafetensors } from '../src/safetensors/encode.js';
import { parseJson } from '../src/safetensors/json.js';

const valid = encodeSafetensors(
  {
    'conv.weight': { dtype: 'F32', shape: [2, 3], data: Float32Array.of(1, 2, 3, 4, 5, 6) },
    'größe "\\': { dtype: 'F16', shape: [], data: Float32Array.of(0.5) },
    steps: { dtype: 'I64', shape: [1], data: BigInt64Array.of(7n) },
    none: { dtype: 'BOOL', shape: [0, 3], data: new Uint8Array(0) },
  },
  { format: 'pt' },
);
const headerEnd = 8 + Number(new DataView(valid.buffer).getBigUint64(0, true));

/** Decodes, or fails with the right error; returns whether it decoded. */
function survives(bytes: Uint8Array): boolean {
  try {
    const { tensors } = decodeSafetensors(bytes);
    for (const { shape, data } of tensors.values()) {
      expect(data.length).toBe(shape.reduce((product, length) => product * length, 1));
    }
    return true;
  } catch (error) {
    if (error instanceof FormatError) return false;
    throw error;
  }
}

test('a truncated file fails', () => {
  for (let length = 0; length < valid.length; length++) expect(survives(valid.subarray(0, length))).toBe(false);
});

test('a file with any bit flipped decodes or fails, and a flip in the data never is', () => {
  for (let bit = 0; bit < valid.length * 8; bit++) {
    const flipped = valid.slice();
    flipped[bit >> 3] ^= 1 << (bit & 7);
    const decoded = survives(flipped);
    if (bit >> 3 >= headerEnd) expect(decoded).toBe(true);
  }
});

test('a file with bytes changed, cut out and put in decodes or fails', () => {
  const edits = fc.array(
    fc.record({
      at: fc.nat({ max: valid.length }),
      remove: fc.nat({ max: 4 }),
      // Marks of JSON and digits break a header in more ways than bytes at random do.
      insert: fc.array(fc.oneof(fc.constantFrom(...'{}[]",:\\0123456789eE-+. u'), fc.nat({ max: 255 })), {
        maxLength: 4,
      }),
      keepLength: fc.boolean(),
    }),
    { minLength: 1, maxLength: 4 },
  );
  fc.assert(
    fc.property(edits, (list) => {
      let bytes: readonly number[] = [...valid];
      for (const { at, remove, insert, keepLength } of list) {
        const codes = insert.map((item) => (typeof item === 'number' ? item : item.charCodeAt(0)));
        bytes = bytes.toSpliced(at, keepLength ? codes.length : remove, ...codes);
      }
      survives(Uint8Array.from(bytes));
    }),
    { numRuns: 5000 },
  );
});

test('any bytes at all, and any bytes as a header, decode or fail', () => {
  fc.assert(fc.property(fc.uint8Array({ maxLength: 64 }), (bytes) => void survives(bytes)));
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 64 }), (bytes) => {
      survives(Uint8Array.of(bytes.length + 1, 0, 0, 0, 0, 0, 0, 0, 0x7b, ...bytes));
    }),
  );
});

test('the parser says what JSON.parse says of any JSON, however it is spaced', () => {
  const plain = (value: unknown): unknown => {
    if (value instanceof Map) return Object.fromEntries(Array.from(value, ([key, item]) => [key, plain(item)]));
    return Array.isArray(value) ? value.map(plain) : value;
  };
  const spaces = fc.constantFrom(0, 1, '\t', '\r\n ');
  fc.assert(
    fc.property(fc.json({ stringUnit: 'binary' }), spaces, (json, space) => {
      const value: unknown = JSON.parse(json);
      expect(plain(parseJson(JSON.stringify(value, null, space), 'test'))).toEqual(value);
    }),
    { numRuns: 500 },
  );
});

test('the parser accepts nothing that JSON.parse refuses', () => {
  const marks = fc.string({ unit: fc.constantFrom(...'{}[]",:\\ 01e-.tn'), maxLength: 12 });
  fc.assert(
    fc.property(marks, (text) => {
      try {
        parseJson(text, 'test');
      } catch (error) {
        expect(error).toBeInstanceOf(FormatError);
        return;
      }
      expect(() => void JSON.parse(text)).not.toThrow();
    }),
    { numRuns: 5000 },
  );
});

// Milliseconds: a scan that is not linear takes hours.
test('a malicious header of megabytes fails quickly', () => {
  const hostile = [
    '{"a":[' + '1,'.repeat(4e6),
    '{"' + 'a'.repeat(8e6),
    '{"a":' + '9'.repeat(8e6),
    '{' + '\\'.repeat(8e6),
  ];
  for (const text of hostile) {
    const json = new TextEncoder().encode(text);
    const bytes = new Uint8Array(8 + json.length);
    new DataView(bytes.buffer).setBigUint64(0, BigInt(json.length), true);
    bytes.set(json, 8);
    expect(survives(bytes)).toBe(false);
  }
});
