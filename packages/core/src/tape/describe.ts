import type { Backend, Data, DType } from '../backend/backend.js';
import { formatShape, stridesOf, type Shape } from '../shape.js';

/** The fields of a tensor that its description needs. */
interface Described {
  readonly shape: Shape;
  readonly isFreed: boolean;
  readonly dtype: DType;
  readonly backend: Backend;
  dataSync(): Data;
}

/** Number of entries shown at each end of a long axis. */
const ends = 3;

/** A tensor as text: its class, shape, dtype, backend and values. */
export function describe(x: Described): string {
  const head = `${x.constructor.name} ${formatShape(x.shape)}`;
  if (x.isFreed) return `${head} freed`;
  return `${head} ${x.dtype} on ${x.backend.name}: ${valuesOf(x)}`;
}

function valuesOf(x: Described): string {
  if (x.backend.shapesOnly) return 'shapes only, no values';
  if (!x.backend.readSync) return 'values are on the device, read them with await data()';
  try {
    return nested(x.dataSync(), x.shape, 0, 0);
  } catch (error) {
    return `values cannot be read (${String(error)})`;
  }
}

function nested(data: Data, shape: Shape, axis: number, from: number): string {
  const length = shape[axis];
  if (length === undefined) return number(data[from]!);
  const stride = stridesOf(shape)[axis]!;
  const at = (place: number): string => nested(data, shape, axis + 1, from + place * stride);
  const run = (begin: number, count: number): string[] => Array.from({ length: count }, (_, i) => at(begin + i));
  if (length <= 2 * ends + 1) return `[${run(0, length).join(', ')}]`;
  return `[${[...run(0, ends), '…', ...run(length - ends, ends)].join(', ')}]`;
}

/** The digits of a float32. */
const number = (value: number): string => (Object.is(value, -0) ? '-0' : String(Number(value.toPrecision(7))));
