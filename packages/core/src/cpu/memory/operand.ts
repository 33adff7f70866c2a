import type { Data, DType, Operand } from '../../backend/backend.js';
import { sizeOf, type Shape } from '../../shape.js';
import { take } from './arrayPool.js';

/** The array behind a handle of this backend. */
export const valuesOf = (operand: Operand): Data => operand.handle as Data;

/** An array for a tensor. Its values are undefined. */
export const allocate = (shape: Shape, dtype: DType): Data => take(dtype, sizeOf(shape));

/** Zeros for a tensor. */
export const zeroed = (shape: Shape, dtype: DType): Data => allocate(shape, dtype).fill(0);
