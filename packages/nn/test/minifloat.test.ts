import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { decodeSafetensors } from '../src/safetensors/decode.js';
import { fromHalf } from '../src/safetensors/half.js';
import { e4m3, e5m2, e8m0, fromMinifloat, toMinifloat } from '../src/safetensors/minifloat.js';

const all = Uint8Array.from({ length: 256 }, (_, byte) => byte);

describe('floats of 8 bits', () => {
  test.each([
    ['e4m3', e4m3, { 0x00: 0, 0x01: 2 ** -9, 0x08: 2 ** -6, 0x38: 1, 0x7e: 448, 0x7f: NaN, 0xb8: -1, 0xff: NaN }],
    [
      'e5m2',
      e5m2,
      { 0x01: 2 ** -16, 0x04: 2 ** -14, 0x3c: 1, 0x7b: 57344, 0x7c: Infinity, 0x7d: NaN, 0xfc: -Infinity },
    ],
    ['e8m0', e8m0, { 0x00: 2 ** -127, 0x7f: 1, 0x80: 2, 0xfe: 2 ** 127, 0xff: NaN }],
  ])('%s has the values of its definition', (_, format, values) => {
    const floats = fromMinifloat(all, format);
    for (const [byte, value] of Object.entries(values)) expect(floats[Number(byte)]).toBe(value);
  });

  test('e5m2 is the upper half of binary16', () => {
    expect(fromMinifloat(all, e5m2)).toEqual(fromHalf(Uint16Array.from(all, (byte) => byte << 8)));
  });

  test.each([
    ['e4m3', e4m3],
    ['e5m2', e5m2],
    ['e8m0', e8m0],
  ])('%s: every value returns, and a number becomes the nearest one', (_, format) => {
    const values = fromMinifloat(all, format);
    const back = toMinifloat(values, format);
    all.forEach((byte) => expect(fromMinifloat(back.subarray(byte, byte + 1), format)[0]).toBe(values[byte]));
    const finite = values.filter(Number.isFinite);
    const largest = finite.reduce((most, value) => Math.max(most, value), 0);
    fc.assert(
      fc.property(fc.float({ noNaN: true, min: 0, max: Math.fround(largest) }), (float) => {
        const rounded = fromMinifloat(toMinifloat(Float32Array.of(float), format), format)[0]!;
        const best = finite.reduce((least, value) => Math.min(least, Math.abs(value - float)), Infinity);
        expect(Math.abs(rounded - float)).toBe(best);
      }),
    );
  });

  test('ties go to the even byte, and too large is NaN or infinity', () => {
    expect([...toMinifloat(Float32Array.of(17, 19, 464, 465, -1000), e4m3)]).toEqual([0x58, 0x5a, 0x7e, 0x7f, 0xff]);
    expect([...toMinifloat(Float32Array.of(61439, 61440, -1e9), e5m2)]).toEqual([0x7b, 0x7c, 0xfc]);
  });

  test('without a sign: what is negative becomes NaN', () => {
    expect([...toMinifloat(Float32Array.of(-2, -1e-30, 2), e8m0)]).toEqual([0xff, 0xff, 0x80]);
  });

  test('are read from a file', () => {
    const header = '{"a":{"dtype":"F8_E4M3","shape":[2],"data_offsets":[0,2]}}      ';
    const bytes = Uint8Array.of(header.length, 0, 0, 0, 0, 0, 0, 0, ...new TextEncoder().encode(header), 0x38, 0xb8);
    expect(decodeSafetensors(bytes).tensors.get('a')).toEqual({
      dtype: 'F8_E4M3',
      shape: [2],
      data: Float32Array.of(1, -1),
    });
  });
});
