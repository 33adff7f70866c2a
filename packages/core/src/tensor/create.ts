import type { Backend, DType } from '../backend/backend.js';
import { checkBackend } from '../backend/checkBackend.js';
import { checkNoOthers, checkOptions } from '../checkOptions.js';
import { defaultBackend } from './defaultBackend.js';
import { DTypeError, ShapeError, ValueError } from '../errors.js';
import { formatValue } from '../formatValue.js';
import { filled } from '../ops/elementwise.js';
import { checkShape, formatShape, sizeOf, type Shape } from '../shape.js';
import { fromHost } from '../tape/record.js';
import type { Tensor } from '../tape/tensor.js';

/** Options of a new tensor. */
export interface CreateOptions {
  /** @defaultValue the backend chosen by `use`; `cpu` if none was chosen */
  readonly backend?: Backend;
  /** @defaultValue `'float32'` */
  readonly dtype?: DType;
  /** Whether `backward()` accumulates a gradient. @defaultValue `false` */
  readonly requiresGrad?: boolean;
}

/** Options with all defaults. @throws ValueError */
export function resolved(who: string, options: CreateOptions): Required<CreateOptions> {
  const { backend = defaultBackend(), dtype = 'float32', requiresGrad = false, ...others } = checkOptions(who, options);
  checkNoOthers(who, others);
  return { backend, dtype, requiresGrad };
}

/**
 * Checks the remaining options of a module: they may be `backend` and `dtype` only.
 *
 * @returns `placement` itself
 * @throws ValueError for options of other names
 */
export function checkPlacement(
  who: string,
  placement: Pick<CreateOptions, 'backend' | 'dtype'>,
): Pick<CreateOptions, 'backend' | 'dtype'> {
  const { backend, dtype, ...others } = placement;
  checkNoOthers(who, others);
  return placement;
}

/** Typed arrays of numbers. */
export type NumberArray =
  | Float32Array
  | Float64Array
  | Int8Array
  | Int16Array
  | Int32Array
  | Uint8Array
  | Uint8ClampedArray
  | Uint16Array
  | Uint32Array;

/** Numbers in nested arrays of one shape; the innermost may be typed arrays. */
export type Nested = number | NumberArray | readonly Nested[];

/**
 * A tensor from nested arrays. `fromData` takes row-major values and a shape. The dtype is that of the options, also
 * for typed arrays.
 *
 * @example
 * tensor([[1, 2], [3, 4]], { requiresGrad: true });
 * @throws ShapeError for rows of different lengths, ValueError for anything that is not a number
 */
export function tensor(values: Nested, options: CreateOptions = {}): Tensor {
  const create = resolved('tensor', options);
  const shape: number[] = [];
  for (let level = values; isList(level); level = level[0]!) {
    shape.push(level.length);
    if (level.length === 0) break;
  }
  const flat: number[] = [];
  flatten(values, shape, 0, flat);
  return fromData(flat, shape, create);
}

function flatten(values: Nested, shape: Shape, axis: number, flat: number[]): void {
  if (typeof values === 'number') {
    if (axis !== shape.length)
      throw new ShapeError('tensor', `${shape.length} axes everywhere`, `a number at axis ${axis}`);
    flat.push(values);
    return;
  }
  if (!isList(values)) throw new ValueError('tensor', 'numbers in nested arrays', received(values));
  if (axis >= shape.length || values.length !== shape[axis])
    throw new ShapeError(
      'tensor',
      `nested arrays of shape ${formatShape(shape)}`,
      `${axis < shape.length ? `length ${values.length}` : 'an array'} at axis ${axis}`,
    );
  for (const inner of values) flatten(inner, shape, axis + 1, flat);
}

const received = (values: unknown): string =>
  typeof values === 'string'
    ? `'${values}'`
    : typeof values === 'object' && values !== null
      ? `object; use fromData(values, shape) for array-like values`
      : typeof values;

const isList = (values: Nested): values is NumberArray | readonly Nested[] =>
  Array.isArray(values) || (ArrayBuffer.isView(values) && !(values instanceof DataView));

/** A tensor from row-major values, which are copied. */
export function fromData(data: ArrayLike<number>, shape: Shape, options: CreateOptions = {}): Tensor {
  const { backend, dtype, requiresGrad } = resolved('fromData', options);
  if (typeof (data as ArrayLike<number> | null | undefined)?.length !== 'number')
    throw new ValueError('fromData', 'values that have a length', formatValue(data));
  if (sizeOf(checkShape('fromData', shape)) !== data.length) {
    throw new ShapeError('fromData', `${sizeOf(shape)} values for ${formatShape(shape)}`, String(data.length));
  }
  checkDtype(backend, dtype);
  const made = fromHost(backend, dtype, data, [...shape]);
  made.requiresGrad = requiresGrad;
  return made;
}

/** A tensor filled with one number. */
export const full = (shape: Shape, value: number, options?: CreateOptions): Tensor =>
  fullOf('full', shape, value, options);

export const zeros = (shape: Shape, options?: CreateOptions): Tensor => fullOf('zeros', shape, 0, options);
export const ones = (shape: Shape, options?: CreateOptions): Tensor => fullOf('ones', shape, 1, options);

function fullOf(who: string, shape: Shape, value: number, options: CreateOptions = {}): Tensor {
  const { backend, dtype, requiresGrad } = resolved(who, options);
  const lengths = [...checkShape(who, shape)];
  checkDtype(backend, dtype);
  const made = filled(backend, dtype, lengths, value);
  made.requiresGrad = requiresGrad;
  return made;
}

/** `0, 1, …, count − 1`. @throws ShapeError */
export function arange(count: number, options?: CreateOptions): Tensor {
  const shape = checkShape('arange', [count]);
  return fromData(
    Array.from({ length: count }, (_, index) => index),
    shape,
    options,
  );
}

/** `count` numbers from `start` to `end`, both included, at equal distances. @throws ShapeError */
export function linspace(start: number, end: number, count: number, options?: CreateOptions): Tensor {
  const shape = checkShape('linspace', [count]);
  const at = (i: number): number =>
    i === count - 1 && count > 1 ? end : start + (i * (end - start)) / (count - 1 || 1);
  return fromData(
    Array.from({ length: count }, (_, i) => at(i)),
    shape,
    options,
  );
}

/** The identity matrix, `[size, size]`. @throws ShapeError */
export function eye(size: number, options?: CreateOptions): Tensor {
  const shape = checkShape('eye', [size, size]);
  return fromData(
    Array.from({ length: size * size }, (_, i) => Number(i % (size + 1) === 0)),
    shape,
    options,
  );
}

function checkDtype(backend: Backend, dtype: DType): void {
  checkBackend('backend', backend);
  if (!backend.dtypes.includes(dtype)) throw new DTypeError(backend.name, backend.dtypes.join(' or '), dtype);
}
