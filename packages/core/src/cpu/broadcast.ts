import type { Data } from '../backend.js';
import { stridesOf, type Shape } from '../shape.js';

/** How one operand is walked while the result is written in order: few merged axes with a stride each. */
export interface Walk {
  readonly lengths: readonly number[];
  readonly strides: readonly number[];
}

/** Strides of `from` under `shape`, 0 where it repeats, with axes merged that one stride serves. */
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
  return lengths.length > 0 ? { lengths, strides } : { lengths: [1], strides: [0] };
}

/** Copies the `count` elements that belong to results `begin`… into `block`. */
export function load(block: Float64Array, x: Data, { lengths, strides }: Walk, begin: number, count: number): void {
  const inner = lengths.length - 1;
  const run = lengths[inner]!;
  const step = strides[inner]!;
  for (let done = 0; done < count;) {
    let rest = ((begin + done) / run) | 0;
    const start = begin + done - rest * run;
    let offset = start * step;
    for (let axis = inner - 1; axis >= 0; axis--) {
      const above = (rest / lengths[axis]!) | 0;
      offset += (rest - above * lengths[axis]!) * strides[axis]!;
      rest = above;
    }
    const length = Math.min(count - done, run - start);
    copyRun(block, done, x, offset, step, length);
    done += length;
  }
}

function copyRun(block: Float64Array, to: number, x: Data, from: number, step: number, length: number): void {
  if (step === 0) block.fill(x[from]!, to, to + length);
  else if (step === 1) for (let i = 0; i < length; i++) block[to + i] = x[from + i]!;
  else for (let i = 0; i < length; i++) block[to + i] = x[from + i * step]!;
}
