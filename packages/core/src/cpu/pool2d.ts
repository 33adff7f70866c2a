import type { Data, Kernels, Pooling2d } from '../backend.js';
import type { Shape } from '../shape.js';
import { allocate, valuesOf } from './operand.js';

/** The part of a window that lies inside the input, as rows `[top, bottom)` and columns `[left, right)` of plane `plane`. */
type Visit = (at: number, plane: number, top: number, bottom: number, left: number, right: number) => void;

/** Visits the windows of `[N, C, H, W]` in the order of the output. */
function eachWindow(input: Shape, output: Shape, { kernel, stride, padding }: Pooling2d, visit: Visit): void {
  const [, , height, width] = input as readonly [number, number, number, number];
  let at = 0;
  for (let plane = 0; plane < output[0]! * output[1]!; plane++) {
    for (let i = 0; i < output[2]!; i++) {
      const top = i * stride[0] - padding[0];
      for (let j = 0; j < output[3]!; j++) {
        const left = j * stride[1] - padding[1];
        visit(
          at++,
          plane * height * width,
          Math.max(0, top),
          Math.min(height, top + kernel[0]),
          Math.max(0, left),
          Math.min(width, left + kernel[1]),
        );
      }
    }
  }
}

export function avgPool2d({ x, shape, ...window }: Parameters<Kernels['avgPool2d']>[0]): Data {
  const values = valuesOf(x);
  const width = x.shape[3]!;
  const y = allocate(shape, x.dtype);
  const scale = 1 / (window.kernel[0] * window.kernel[1]);
  eachWindow(x.shape, shape, window, (at, plane, top, bottom, left, right) => {
    let total = 0;
    for (let i = top; i < bottom; i++) for (let j = left; j < right; j++) total += values[plane + i * width + j]!;
    y[at] = total * scale;
  });
  return y;
}

export function avgPool2dGradient({ dy, shape, ...window }: Parameters<Kernels['avgPool2dGradient']>[0]): Data {
  const values = valuesOf(dy);
  const width = shape[3]!;
  const dx = allocate(shape, dy.dtype);
  const scale = 1 / (window.kernel[0] * window.kernel[1]);
  eachWindow(shape, dy.shape, window, (at, plane, top, bottom, left, right) => {
    const share = values[at]! * scale;
    for (let i = top; i < bottom; i++) for (let j = left; j < right; j++) dx[plane + i * width + j]! += share;
  });
  return dx;
}

/** The place of the first largest entry of a window. */
function largest(
  values: Data,
  width: number,
  plane: number,
  top: number,
  bottom: number,
  left: number,
  right: number,
): number {
  let best = plane + top * width + left;
  for (let i = top; i < bottom; i++) {
    for (let j = left; j < right; j++) if (values[plane + i * width + j]! > values[best]!) best = plane + i * width + j;
  }
  return best;
}

export function maxPool2d({ x, shape, ...window }: Parameters<Kernels['maxPool2d']>[0]): Data {
  const values = valuesOf(x);
  const y = allocate(shape, x.dtype);
  eachWindow(x.shape, shape, window, (at, ...inside) => {
    y[at] = values[largest(values, x.shape[3]!, ...inside)]!;
  });
  return y;
}

export function maxPool2dGradient({ x, dy, ...window }: Parameters<Kernels['maxPool2dGradient']>[0]): Data {
  const values = valuesOf(x);
  const gradients = valuesOf(dy);
  const dx = allocate(x.shape, x.dtype);
  eachWindow(x.shape, dy.shape, window, (at, ...inside) => {
    dx[largest(values, x.shape[3]!, ...inside)]! += gradients[at]!;
  });
  return dx;
}
