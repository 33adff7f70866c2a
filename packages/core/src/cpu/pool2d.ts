import type { Data, Kernels, Pooling2d } from '../backend/backend.js';
import type { Shape } from '../shape.js';
import { allocate, valuesOf, zeroed } from './memory/operand.js';
import { beats } from './reduce.js';

/** Where the windows of every output row or column begin and end inside an axis of `length`. */
function spans(
  length: number,
  count: number,
  window: Pooling2d,
  axis: 0 | 1,
): readonly [begins: Int32Array, ends: Int32Array] {
  const [begins, ends] = [new Int32Array(count), new Int32Array(count)];
  for (let i = 0; i < count; i++) {
    const begin = i * window.stride[axis] - window.padding[axis];
    begins[i] = Math.max(0, begin);
    ends[i] = Math.min(length, begin + window.kernel[axis]);
  }
  return [begins, ends];
}

/** Windows of the planes in turn, for loops in the order of the output. */
interface Grid {
  readonly planes: number;
  readonly height: number;
  readonly width: number;
  readonly tops: Int32Array;
  readonly bottoms: Int32Array;
  readonly lefts: Int32Array;
  readonly rights: Int32Array;
}

function gridOf(input: Shape, output: Shape, window: Pooling2d): Grid {
  const [height, width] = [input[2]!, input[3]!];
  const [tops, bottoms] = spans(height, output[2]!, window, 0);
  const [lefts, rights] = spans(width, output[3]!, window, 1);
  return { planes: output[0]! * output[1]!, height, width, tops, bottoms, lefts, rights };
}

const shareOf = ({ kernel }: Pooling2d): number => 1 / (kernel[0] * kernel[1]);

export function avgPool2d({ x, shape, ...window }: Parameters<Kernels['avgPool2d']>[0]): Data {
  const y = allocate(shape, x.dtype);
  average(y, valuesOf(x), gridOf(x.shape, shape, window), shareOf(window));
  return y;
}

function average(y: Data, x: Data, { planes, height, width, tops, bottoms, lefts, rights }: Grid, share: number): void {
  let at = 0;
  for (let plane = 0; plane < planes * height * width; plane += height * width) {
    for (let i = 0; i < tops.length; i++) {
      const end = plane + bottoms[i]! * width;
      for (let j = 0; j < lefts.length; j++) {
        const [left, right] = [lefts[j]!, rights[j]!];
        let total = 0;
        for (let row = plane + tops[i]! * width; row < end; row += width) {
          for (let place = row + left; place < row + right; place++) total += x[place]!;
        }
        y[at++] = total * share;
      }
    }
  }
}

export function avgPool2dGradient({ dy, shape, ...window }: Parameters<Kernels['avgPool2dGradient']>[0]): Data {
  const dx = zeroed(shape, dy.dtype);
  spread(dx, valuesOf(dy), gridOf(shape, dy.shape, window), shareOf(window));
  return dx;
}

function spread(
  dx: Data,
  dy: Data,
  { planes, height, width, tops, bottoms, lefts, rights }: Grid,
  share: number,
): void {
  let at = 0;
  for (let plane = 0; plane < planes * height * width; plane += height * width) {
    for (let i = 0; i < tops.length; i++) {
      const end = plane + bottoms[i]! * width;
      for (let j = 0; j < lefts.length; j++) {
        const [left, right] = [lefts[j]!, rights[j]!];
        const value = dy[at++]! * share;
        for (let row = plane + tops[i]! * width; row < end; row += width) {
          for (let place = row + left; place < row + right; place++) dx[place]! += value;
        }
      }
    }
  }
}

export function maxPool2d({ x, shape, ...window }: Parameters<Kernels['maxPool2d']>[0]): Data {
  const values = valuesOf(x);
  const y = allocate(shape, x.dtype);
  const places = winners(values, y.length, gridOf(x.shape, shape, window));
  for (let i = 0; i < y.length; i++) y[i] = values[places[i]!]!;
  return y;
}

export function maxPool2dGradient({ x, dy, ...window }: Parameters<Kernels['maxPool2dGradient']>[0]): Data {
  const gradients = valuesOf(dy);
  const dx = zeroed(x.shape, x.dtype);
  const places = winners(valuesOf(x), gradients.length, gridOf(x.shape, dy.shape, window));
  for (let i = 0; i < gradients.length; i++) dx[places[i]!]! += gradients[i]!;
  return dx;
}

/** The index of the first largest entry of every window; NaN counts as the largest. */
function winners(x: Data, count: number, { planes, height, width, tops, bottoms, lefts, rights }: Grid): Int32Array {
  const places = new Int32Array(count);
  let at = 0;
  for (let plane = 0; plane < planes * height * width; plane += height * width) {
    for (let i = 0; i < tops.length; i++) {
      const begin = plane + tops[i]! * width;
      const end = plane + bottoms[i]! * width;
      for (let j = 0; j < lefts.length; j++) {
        const [left, right] = [lefts[j]!, rights[j]!];
        let best = begin + left;
        let most = x[best]!;
        for (let row = begin; row < end; row += width) {
          for (let place = row + left; place < row + right; place++) {
            const value = x[place]!;
            if (!beats(value, most)) continue;
            best = place;
            most = value;
          }
        }
        places[at++] = best;
      }
    }
  }
  return places;
}
