import { cpu, fromData, Random, zeros, type Backend, type CreateOptions, type Tensor } from '@spikegrad/core';
import { Buffer, Conv2d, Flatten, Linear, Sequential, State, Temporal } from '../src/index.js';

export const exact = { dtype: 'float64' } as const;

/** Remembers: `v ← v/2 + x`, gives `tanh v`; counts the steps of completed sequences in a buffer. */
export class Leaky extends Temporal {
  readonly total: Buffer;
  readonly membrane = new State();

  constructor(options: CreateOptions = exact) {
    super();
    this.total = new Buffer(zeros([1], options));
  }

  override forward(x: Tensor): Tensor {
    this.nextStep();
    const before = this.membrane.value;
    const v = before ? before.mul(0.5).add(x) : x.mul(1);
    this.membrane.value = v;
    this.sequence.monitor?.record(this, 'mean', () => v.mean());
    return v.tanh();
  }

  protected override endSequence(steps: number): void {
    this.total.replace(this.total.add(steps));
  }
}

/** `[N, 2, 4, 4]` to `[N, 3]` through convolution, memory, and a readout. */
export function smallNet(backend: Backend = cpu(), random = new Random(7)): Sequential {
  const options = { random, backend, ...exact };
  return new Sequential(
    new Conv2d(2, 3, 3, { ...options, padding: 1 }),
    new Leaky({ backend, ...exact }),
    new Flatten(),
    new Linear(48, 3, options),
  );
}

/** Numbers in a row, scaled to about 1: values whose places can be told apart. */
export const ramp = (shape: readonly number[], options: CreateOptions = exact): Tensor => {
  const size = shape.reduce((product, length) => product * length, 1);
  return fromData(
    Array.from({ length: size }, (_, i) => (((i * 7) % 11) - 5) / 4),
    shape,
    options,
  );
};

/** The values as a plain array, for `toEqual`. */
export const list = (x: Tensor | null | undefined): readonly number[] => Array.from(x!.dataSync());

/** Whether two lists agree to `tolerance`, relative to the larger of 1 and the value. */
export const close = (a: readonly number[], b: readonly number[], tolerance = 1e-12): boolean =>
  a.length === b.length && a.every((value, i) => Math.abs(value - b[i]!) <= tolerance * Math.max(1, Math.abs(b[i]!)));

/** A layer that is `layer` but for some fields: such as other weights. */
export const withFields = <L extends object>(layer: L, fields: Partial<Record<keyof L, unknown>>): L =>
  Object.assign(Object.create(layer) as L, fields);
