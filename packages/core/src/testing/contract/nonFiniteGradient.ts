import { grad } from '../../autograd/backward.js';
import { clamp, maximum, minimum, where } from '../../ops/arithmetic.js';
import { max } from '../../ops/reduce.js';
import { scope } from '../../tape/scope.js';
import type { Tensor } from '../../tensor/methods.js';
import type { Case } from './fixture/fixture.js';

const inputs = [NaN, -1, 0, 0.5, 2, 4, Infinity, -Infinity];

interface Gate {
  readonly y: (x: Tensor, other: Tensor) => Tensor;
  /** The fraction of the gradient that reaches x. */
  readonly share: (x: number) => number;
}

/** The fraction that each passes at `inputs`; the other operand is 2. NaN passes its gradient. */
const gates: Readonly<Record<string, Gate>> = {
  relu: { y: (x) => x.relu(), share: (x) => Number(!(x <= 0)) },
  abs: { y: (x) => x.abs(), share: Math.sign },
  sign: { y: (x) => x.sign().add(x.mul(0.5)), share: () => 0.5 },
  'clamp to 0 … 2': { y: (x) => clamp(x, 0, 2), share: (x) => Number(!(x < 0 || x > 2)) },
  'maximum with 2': { y: (x, two) => maximum(x, two), share: (x) => (x === 2 ? 0.5 : Number(!(x < 2))) },
  'minimum with 2': { y: (x, two) => minimum(two, x), share: (x) => (x === 2 ? 0.5 : Number(!(x > 2))) },
  'where x ≥ 0.5': { y: (x, two) => where(x.greaterEqual(0.5), x, two), share: (x) => Number(x >= 0.5) },
  'max of all but NaN': {
    y: (x, two) => max(where(x.equal(x), x, two), 0, { keepAxes: true }),
    share: (x) => Number(x === Infinity),
  },
  'max of all': { y: (x) => max(x, 0, { keepAxes: true }), share: (x) => Number(Number.isNaN(x)) },
  'x to the power 0': { y: (x, two) => x.pow(two.sub(2)), share: () => 0 },
  '0 to the power x': { y: (x, two) => two.sub(2).pow(x), share: () => 0 },
};

/** A gate selects: what it does not pass is 0, also for an infinite gradient. */
export const nonFiniteGradientCases: readonly Case[] = Object.entries(gates).flatMap(([name, { y, share }]) =>
  [3, Infinity].map((dy): Case => [
    `the gradient of ${name} is selected where ${dy} comes back`,
    async (bench) => {
      const dx = scope(() => {
        const x = bench.tensor({ shape: [8], values: inputs }, true);
        const other = bench.tensor({ shape: [8], values: inputs.map(() => 2) });
        const out = y(x, other);
        const gradient = bench.tensor({ shape: out.shape, values: new Array<number>(out.size).fill(dy) });
        return grad(out, [x], { gradient })[0];
      });
      const selected = (x: number): number => (share(x) === 0 ? 0 : dy * share(x));
      bench.compare(name, await dx.data(), { shape: [8], values: inputs.map(selected) });
      dx.dispose();
    },
  ]),
);
