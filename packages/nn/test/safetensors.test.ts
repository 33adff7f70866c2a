import { describe, expect, test } from '@jest/globals';
import { DTypeError, SpikegradError, ValueError } from '@spikegrad/core';
import fc from 'fast-check';
import { decodeSafetensors } from '../src/safetensors/decode.js';
import { codecs, dtypeNames, type SafetensorsDType } from '../src/safetensors/dtypes.js';
import { encodeSafetensors } from '../src/safetensors/encode.js';
import type { SafetensorsEntry } from '../src/safetensors/entry.js';
import { requireLittleEndian } from '../src/safetensors/littleEndian.js';

const ascii = (text: string): number[] => Array.from(text, (character) => character.charCodeAt(0));

const f32 = (shape: readonly number[], ...data: number[]): SafetensorsEntry => ({
  dtype: 'F32',
  shape,
  data: Float32Array.from(data),
});

/** An entry of any dtype whose memory is any bytes: NaNs, infinities and subnormals included. */
const entries: fc.Arbitrary<SafetensorsEntry> = fc
  .tuple(fc.constantFrom(...dtypeNames), fc.array(fc.nat({ max: 4 }), { maxLength: 4 }))
  .chain(([dtype, shape]) => {
    const { size, fromBytes } = codecs[dtype];
    const bytes = shape.reduce((product, length) => product * length, size);
    return fc.uint8Array({ minLength: bytes, maxLength: bytes }).map((memory) => {
      return { dtype, shape, data: fromBytes(new Uint8Array(memory)) } as SafetensorsEntry;
    });
  });

const text = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.constantFrom('__proto__', 'constructor', 'toString', '', '"', '\\', '\u0000', '\ufeff', '😀', '0'),
);
const files = fc.record({
  tensors: fc.array(
    fc.tuple(
      text.filter((name) => name !== '__metadata__'),
      entries,
    ),
    { maxLength: 6 },
  ),
  metadata: fc.option(fc.array(fc.tuple(text, text), { maxLength: 4 }), { nil: undefined }),
});

const encode = ({ tensors, metadata }: typeof files extends fc.Arbitrary<infer T> ? T : never): Uint8Array =>
  encodeSafetensors(Object.fromEntries(tensors), metadata && Object.fromEntries(metadata));

/** The bytes of an array, so that two NaNs are told apart and two equal ones are equal. */
const memory = ({ buffer, byteOffset, byteLength }: ArrayBufferView): Uint8Array =>
  new Uint8Array(buffer, byteOffset, byteLength);

const flat = (tensors: ReadonlyMap<string, SafetensorsEntry>): unknown =>
  new Map(Array.from(tensors, ([name, { dtype, shape, data }]) => [name, { dtype, shape, memory: memory(data) }]));

describe('a file and back', () => {
  test('every name, dtype, shape and bit returns, and so does the metadata', () => {
    fc.assert(
      fc.property(files, (file) => {
        const decoded = decodeSafetensors(encode(file));
        expect(flat(decoded.tensors)).toEqual(flat(new Map(file.tensors)));
        expect(decoded.metadata).toEqual(new Map(file.metadata));
        for (const { dtype, data } of decoded.tensors.values()) {
          expect(data[Symbol.toStringTag]).toBe(codecs[dtype].array);
        }
      }),
      { numRuns: 500 },
    );
  });

  test('the order of tensors does not change a byte', () => {
    fc.assert(
      fc.property(files, (file) => {
        const tensors = Object.entries(Object.fromEntries(file.tensors)).reverse();
        const metadata = file.metadata && Object.entries(Object.fromEntries(file.metadata)).reverse();
        expect(encode({ tensors, metadata })).toEqual(encode(file));
      }),
    );
  });

  test('a file may begin at any byte of its buffer, be a Buffer, or shared memory', () => {
    const bytes = encodeSafetensors({ wide: { dtype: 'F64', shape: [2], data: Float64Array.of(1.5, -2) } });
    for (let offset = 0; offset < 9; offset++) {
      const moved = new Uint8Array(bytes.length + 9);
      moved.set(bytes, offset);
      const { tensors } = decodeSafetensors(moved.subarray(offset, offset + bytes.length));
      expect(tensors.get('wide')!.data).toEqual(Float64Array.of(1.5, -2));
    }
    const shared = new Uint8Array(new SharedArrayBuffer(bytes.length));
    shared.set(bytes);
    for (const file of [Buffer.from(bytes), shared]) {
      const { tensors } = decodeSafetensors(file);
      file.fill(0);
      expect(tensors.get('wide')!.data).toEqual(Float64Array.of(1.5, -2));
    }
  });

  test('an array may be a part of a larger one', () => {
    const data = Float32Array.of(1, 2, 3, 4).subarray(1, 3);
    for (const dtype of ['F32', 'F16', 'BF16'] as const) {
      const { tensors } = decodeSafetensors(encodeSafetensors({ x: { dtype, shape: [2], data } }));
      expect(tensors.get('x')!.data).toEqual(Float32Array.of(2, 3));
    }
  });

  test('`__proto__` is an ordinary name', () => {
    const { tensors, metadata } = decodeSafetensors(
      encodeSafetensors({ ['__proto__']: f32([], 1) }, { ['__proto__']: 'text' }),
    );
    expect([...tensors.keys()]).toEqual(['__proto__']);
    expect([...metadata]).toEqual([['__proto__', 'text']]);
    expect(({} as { readonly dtype?: string }).dtype).toBeUndefined();
  });
});

describe('the bytes of the format', () => {
  // prettier-ignore
  test('a scalar, a zero-sized tensor, an aligned order and metadata, worked by hand', () => {
    const bytes = encodeSafetensors(
      {
        flag: { dtype: 'BOOL', shape: [3], data: Uint8Array.of(1, 0, 1) },
        b: { dtype: 'BF16', shape: [1], data: Float32Array.of(-2) },
        none: { dtype: 'F32', shape: [0, 7], data: new Float32Array(0) },
        a: { dtype: 'F32', shape: [], data: Float32Array.of(1) },
        long: { dtype: 'I64', shape: [1], data: BigInt64Array.of(-2n) },
      },
      { format: 'pt' },
    );
    const header =
      '{"__metadata__":{"format":"pt"},' +
      '"long":{"dtype":"I64","shape":[1],"data_offsets":[0,8]},' +
      '"a":{"dtype":"F32","shape":[],"data_offsets":[8,12]},' +
      '"none":{"dtype":"F32","shape":[0,7],"data_offsets":[12,12]},' +
      '"b":{"dtype":"BF16","shape":[1],"data_offsets":[12,14]},' +
      '"flag":{"dtype":"BOOL","shape":[3],"data_offsets":[14,17]}}';
    expect(header.length).toBe(32 + 56 + 53 + 60 + 56 + 59); // 316, padded to 320 = 0x140
    expect([...bytes]).toEqual([
      0x40, 0x01, 0, 0, 0, 0, 0, 0,
      ...ascii(header), 0x20, 0x20, 0x20, 0x20,
      0xfe, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, // −2 in 64 bits
      0x00, 0x00, 0x80, 0x3f, // 1 = sign 0, exponent 127, mantissa 0
      0x00, 0xc0, // −2 = sign 1, exponent 128, the upper half of a float32
      1, 0, 1,
    ]);
  });

  test('no tensors at all are two braces', () => {
    expect([...encodeSafetensors({})]).toEqual([8, 0, 0, 0, 0, 0, 0, 0, ...ascii('{}      ')]);
    expect(decodeSafetensors(encodeSafetensors({}))).toEqual({ tensors: new Map(), metadata: new Map() });
  });

  test('every tensor begins at a multiple of its element', () => {
    fc.assert(
      fc.property(files, (file) => {
        const bytes = encode(file);
        const dataStart = 8 + Number(new DataView(bytes.buffer).getBigUint64(0, true));
        expect(dataStart % 8).toBe(0);
        const header = JSON.parse(new TextDecoder().decode(bytes.subarray(8, dataStart))) as Record<
          string,
          { readonly dtype: SafetensorsDType; readonly data_offsets: readonly [number, number] }
        >;
        for (const [name, info] of Object.entries(header)) {
          if (name !== '__metadata__') expect(info.data_offsets[0] % codecs[info.dtype].size).toBe(0);
        }
      }),
    );
  });

  test('names sort by code point, as UTF-8 does', () => {
    const names = ['～', '😀', 'z', 'a', 'ab', ''];
    const { tensors } = decodeSafetensors(
      encodeSafetensors(Object.fromEntries(names.map((name) => [name, f32([], 0)]))),
    );
    expect([...tensors.keys()]).toEqual(['', 'a', 'ab', 'z', '～', '😀']);
  });
});

describe('the writer fails for', () => {
  const one = f32([], 1);
  const cases: readonly [string, () => unknown, typeof SpikegradError, string][] = [
    ['the key of the metadata', () => encodeSafetensors({ __metadata__: one }), ValueError, '__metadata__'],
    ['half a surrogate pair', () => encodeSafetensors({ '\ud800': one }), ValueError, '\\ud800'],
    ['half a pair in metadata', () => encodeSafetensors({}, { a: '\udc00' }), ValueError, '\\udc00'],
    ['metadata that is no text', () => encodeSafetensors({}, { a: 1 as unknown as string }), ValueError, 'number'],
    ['a shape that is not the data', () => encodeSafetensors({ a: f32([2, 2], 1) }), ValueError, '[2, 2]'],
    ['a negative shape', () => encodeSafetensors({ a: f32([-1, -1], 1) }), ValueError, '[-1, -1]'],
    ['a broken shape', () => encodeSafetensors({ a: f32([0.5, 2], 1) }), ValueError, '[0.5, 2]'],
    ['a shape past 2^53', () => encodeSafetensors({ a: f32([2 ** 30, 2 ** 30]) }), ValueError, 'shape'],
    [
      'an unknown dtype',
      () => encodeSafetensors({ a: { ...one, dtype: 'toString' as 'F32' } as SafetensorsEntry }),
      DTypeError,
      '"toString"',
    ],
    [
      'an array of another dtype',
      () => encodeSafetensors({ a: { ...one, dtype: 'F64' } as unknown as SafetensorsEntry }),
      DTypeError,
      'Float64Array as F64 for tensor "a" but received Float32Array',
    ],
    ['a header above 100 MB', () => encodeSafetensors({}, { a: 'x'.repeat(1e8) }), ValueError, '100000000'],
  ];
  test.each(cases)('%s', (_what, write, type, message) => {
    expect(write).toThrow(type);
    expect(write).toThrow(message);
  });

  test('a big-endian host', () => {
    expect(() => requireLittleEndian('decodeSafetensors', 0)).toThrow(SpikegradError);
    expect(() => requireLittleEndian('decodeSafetensors')).not.toThrow();
  });
});
