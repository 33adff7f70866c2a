import type { Data } from '../../backend/backend.js';
import { stridesOf, type Shape } from '../../shape.js';

/**
 * How one operand is read while the result is written in order: a few merged axes with a stride each, and the current
 * position.
 */
export interface Walk {
  readonly lengths: readonly number[];
  readonly strides: readonly number[];
  readonly place: number[];
  offset: number;
}

/**
 * Strides of `from` under `shape`, 0 where it repeats. Axes with one common stride are merged. The position is the
 * first element.
 */
export function walkOf(from: Shape, shape: Shape): Walk {
  const own = stridesOf(from);
  const lengths: number[] = [];
  const strides: number[] = [];
  shape.forEach((length, axis) => {
    if (length === 1) return;
    const at = axis - shape.length + from.length;
    const stride = at < 0 || from[at] === 1 ? 0 : own[at]!;
    if (lengths.length > 0 && strides.at(-1) === stride * length) {
      lengths[lengths.length - 1]! *= length;
      strides[strides.length - 1] = stride;
    } else {
      lengths.push(length);
      strides.push(stride);
    }
  });
  if (lengths.length === 0) return { lengths: [1], strides: [0], place: [0], offset: 0 };
  return { lengths, strides, place: lengths.map(() => 0), offset: 0 };
}

/** Copies the next `count` elements to `block`, from `to` on, and moves the position. */
export function load(block: Float64Array, to: number, x: Data, walk: Walk, count: number): void {
  const inner = walk.lengths.length - 1;
  const run = walk.lengths[inner]!;
  const step = walk.strides[inner]!;
  for (let done = 0; done < count;) {
    const start = walk.place[inner]!;
    const length = Math.min(count - done, run - start);
    if (step === 0 && length > 31) block.fill(x[walk.offset]!, to + done, to + done + length);
    // One function for each array type: a loop that gets both types looks up the type at every element.
    else if (x instanceof Float32Array) copySingle(block, to + done, x, walk.offset, step, length);
    else copyDouble(block, to + done, x, walk.offset, step, length);
    done += length;
    walk.offset += length * step;
    walk.place[inner] = start + length;
    if (start + length === run) carry(walk);
  }
}

/** Goes from the end of one run to the beginning of the next. */
function carry(walk: Walk): void {
  const { lengths, strides, place } = walk;
  for (let axis = lengths.length - 1; axis >= 0 && place[axis] === lengths[axis]; axis--) {
    place[axis] = 0;
    walk.offset -= lengths[axis]! * strides[axis]!;
    if (axis === 0) return;
    place[axis - 1]!++;
    walk.offset += strides[axis - 1]!;
  }
}

function copySingle(block: Float64Array, to: number, x: Float32Array, from: number, step: number, count: number): void {
  for (let i = 0; i < count; i++) block[to + i] = x[from + i * step]!;
}

function copyDouble(block: Float64Array, to: number, x: Float64Array, from: number, step: number, count: number): void {
  for (let i = 0; i < count; i++) block[to + i] = x[from + i * step]!;
}
