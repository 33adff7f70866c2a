import { fromBfloat16, toBfloat16 } from './bfloat16.js';
import { fromHalf, toHalf } from './half.js';
import { e4m3, e5m2, e8m0, fromMinifloat, type Minifloat, toMinifloat } from './minifloat.js';

/** The array that holds the elements of each dtype in memory; floats of 8 and 16 bits are widened to float32. */
export interface SafetensorsArrays {
  /** One byte per element, 0 or 1. Other values are not checked, as in the format. */
  readonly BOOL: Uint8Array;
  readonly U8: Uint8Array;
  readonly I8: Int8Array;
  readonly F8_E5M2: Float32Array;
  readonly F8_E4M3: Float32Array;
  readonly F8_E8M0: Float32Array;
  readonly I16: Int16Array;
  readonly U16: Uint16Array;
  readonly F16: Float32Array;
  readonly BF16: Float32Array;
  readonly I32: Int32Array;
  readonly U32: Uint32Array;
  readonly F32: Float32Array;
  readonly F64: Float64Array;
  readonly I64: BigInt64Array;
  readonly U64: BigUint64Array;
}

/** The element types that can be read and written, by the name they have in the file. */
export type SafetensorsDType = keyof SafetensorsArrays;

/** Converts the elements of one dtype to bytes and back. */
export interface Codec<Data> {
  /** Bytes per element in the file; also its alignment. */
  readonly size: number;
  /** The name of the array type in memory. */
  readonly array: string;
  /** Reads bytes that fill their own buffer. */
  readonly fromBytes: (bytes: Uint8Array<ArrayBuffer>) => Data;
  readonly toBytes: (data: Data) => Uint8Array;
}

interface ArrayType<Data> {
  readonly name: string;
  readonly BYTES_PER_ELEMENT: number;
  new (buffer: ArrayBuffer): Data;
}

const bytesOf = (data: ArrayBufferView): Uint8Array => new Uint8Array(data.buffer, data.byteOffset, data.byteLength);

const plain = <Data>(type: ArrayType<Data>) => ({
  size: type.BYTES_PER_ELEMENT,
  array: type.name,
  fromBytes: (bytes: Uint8Array<ArrayBuffer>) => new type(bytes.buffer),
  toBytes: bytesOf,
});

const narrow = (minifloat: Minifloat): Codec<Float32Array> => ({
  size: 1,
  array: 'Float32Array',
  fromBytes: (bytes) => fromMinifloat(bytes, minifloat),
  toBytes: (data) => toMinifloat(data, minifloat),
});

/** Every dtype in the order of the format's own list: by growing alignment, so that the writer can sort by it. */
export const codecs: { readonly [D in SafetensorsDType]: Codec<SafetensorsArrays[D]> } = {
  BOOL: plain(Uint8Array),
  U8: plain(Uint8Array),
  I8: plain(Int8Array),
  F8_E5M2: narrow(e5m2),
  F8_E4M3: narrow(e4m3),
  F8_E8M0: narrow(e8m0),
  I16: plain(Int16Array),
  U16: plain(Uint16Array),
  F16: {
    size: 2,
    array: 'Float32Array',
    fromBytes: (bytes) => fromHalf(new Uint16Array(bytes.buffer)),
    toBytes: (data) => bytesOf(toHalf(data)),
  },
  BF16: {
    size: 2,
    array: 'Float32Array',
    fromBytes: (bytes) => fromBfloat16(new Uint16Array(bytes.buffer)),
    toBytes: (data) => bytesOf(toBfloat16(data)),
  },
  I32: plain(Int32Array),
  U32: plain(Uint32Array),
  F32: plain(Float32Array),
  F64: plain(Float64Array),
  I64: plain(BigInt64Array),
  U64: plain(BigUint64Array),
};

/** The names of all dtypes, by growing alignment. */
export const dtypeNames = Object.keys(codecs) as readonly SafetensorsDType[];

/** Whether a name from a file is one of the dtypes. Names of object properties such as `constructor` are not. */
export const isDType = (name: unknown): name is SafetensorsDType =>
  typeof name === 'string' && Object.hasOwn(codecs, name);
