import type { Data, Kernels } from '../backend/backend.js';
import { sizeOf } from '../shape.js';
import { allocate, valuesOf, zeroed } from './memory/operand.js';

export function gather({ x, indices, shape }: Parameters<Kernels['gather']>[0]): Data {
  const [values, places] = [valuesOf(x), valuesOf(indices)];
  const run = sizeOf(x.shape.slice(1));
  const y = zeroed(shape, x.dtype);
  places.forEach((place, i) => {
    if (place >= 0 && place < x.shape[0]!) y.set(values.subarray(place * run, (place + 1) * run), i * run);
  });
  return y;
}

/** Sums are kept in double precision. */
export function scatterAdd({ x, indices, shape }: Parameters<Kernels['scatterAdd']>[0]): Data {
  const [values, places] = [valuesOf(x), valuesOf(indices)];
  const run = sizeOf(shape.slice(1));
  const totals = new Float64Array(sizeOf(shape));
  places.forEach((place, i) => {
    if (!(place >= 0 && place < shape[0]!)) return;
    for (let j = 0; j < run; j++) totals[place * run + j]! += values[i * run + j]!;
  });
  const y = allocate(shape, x.dtype);
  y.set(totals);
  return y;
}
