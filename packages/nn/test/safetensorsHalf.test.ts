import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { fromBfloat16, toBfloat16 } from '../src/safetensors/bfloat16.js';
import { fromHalf, toHalf } from '../src/safetensors/half.js';

const every = Uint16Array.from({ length: 65536 }, (_, pattern) => pattern);

const bitsOf = (value: number): number => new Uint32Array(Float32Array.of(value).buffer)[0];
const floatOf = (bits: number): number => new Float32Array(Uint32Array.of(bits).buffer)[0];

/** Finite values of a 16-bit format from zero up, by their patterns. */
const grid = (decode: (bits: Uint16Array) => Float32Array, infinity: number): Float32Array =>
  decode(every.subarray(0, infinity));

/** The pattern whose value is nearest to `magnitude`, the even one of two; `next` is what would follow the largest. */
function nearest(values: Float32Array, next: number, magnitude: number): number {
  let low = 0;
  while (low + 1 < values.length && values[low + 1] <= magnitude) low++;
  const below = magnitude - values[low];
  const above = (values[low + 1] ?? next) - magnitude;
  return below < above || (below === above && low % 2 === 0) ? low : low + 1;
}

const formats = [
  { name: 'F16', decode: fromHalf, encode: toHalf, infinity: 0x7c00, next: 65536, step: 13 },
  { name: 'BF16', decode: fromBfloat16, encode: toBfloat16, infinity: 0x7f80, next: 2 ** 128, step: 16 },
];

describe.each(formats)('$name', ({ decode, encode, infinity, next, step }) => {
  test('all 65536 patterns are the same after a conversion to float32 and back, NaN and −0 included', () => {
    expect(encode(decode(every))).toEqual(every);
  });

  test('a float32 goes to its nearest value, of two as near to the even one', () => {
    const values = grid(decode, infinity);
    // Patterns near a value of the format and near the middle of two are where rounding can go wrong.
    const middles = fc
      .tuple(fc.nat({ max: infinity - 1 }), fc.constantFrom(-1, 0, 1), fc.boolean())
      .map(([pattern, off, half]) => Math.max(0, bitsOf(values[pattern]) + (half ? 2 ** (step - 1) : 0) + off));
    const anything = fc.nat({ max: 0x7f7fffff });
    fc.assert(
      fc.property(fc.oneof(middles, anything), fc.boolean(), (bits, negative) => {
        const magnitude = floatOf(bits);
        fc.pre(Number.isFinite(magnitude));
        const expected = nearest(values, next, magnitude) | (negative ? 0x8000 : 0);
        expect(encode(Float32Array.of(negative ? -magnitude : magnitude))[0]).toBe(expected);
      }),
      { numRuns: 500 },
    );
  });

  test('a NaN stays one whatever its payload, and infinity stays infinity', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0x7f800001, max: 0x7fffffff }), (bits) => {
        const [encoded] = encode(new Float32Array(Uint32Array.of(bits).buffer));
        expect(encoded & 0x7fff).toBeGreaterThan(infinity);
      }),
    );
    expect([...encode(Float32Array.of(Infinity, -Infinity))]).toEqual([infinity, infinity | 0x8000]);
  });
});

test('values of F16 worked by hand', () => {
  const patterns = Uint16Array.of(0x3c00, 0xc000, 0x3555, 0x7bff, 0x0001, 0x03ff, 0x0400, 0x7c00);
  const values = [1, -2, 0.333251953125, 65504, 2 ** -24, 1023 * 2 ** -24, 2 ** -14, Infinity];
  expect([...fromHalf(patterns)]).toEqual(values);
  // 65520 is the middle of the largest value and 65536; 2⁻²⁵ is the middle of zero and the smallest.
  expect([...toHalf(Float32Array.of(65519.996, 65520, 2 ** -25, 1.5 * 2 ** -25))]).toEqual([0x7bff, 0x7c00, 0, 1]);
});

test('values of BF16 worked by hand', () => {
  expect([...fromBfloat16(Uint16Array.of(0x3f80, 0xc049, 0x7f80))]).toEqual([1, -3.140625, Infinity]);
  expect([...toBfloat16(Float32Array.of(1, -Math.PI, 3.4e38, 3.4028235e38))]).toEqual([0x3f80, 0xc049, 0x7f80, 0x7f80]);
});
