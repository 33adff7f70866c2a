import { arrayOf, type Data, type DType, type Operand } from '../backend.js';
import { sizeOf, type Shape } from '../shape.js';

/** The array behind a handle of this backend. */
export const valuesOf = (operand: Operand): Data => operand.handle as Data;

/** Zeros for a tensor. */
export const allocate = (shape: Shape, dtype: DType): Data => new arrayOf[dtype](sizeOf(shape));
