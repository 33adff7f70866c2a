import fc from 'fast-check';
import {
  adaptiveAvgPool2d,
  argmax,
  avgPool2d,
  channelAffine,
  channelStatistics,
  concat,
  conv2d,
  cpu,
  elementwise,
  flip,
  fromData,
  gather,
  grad,
  matmul,
  maxPool2d,
  pad,
  permute,
  Random,
  scope,
  slice,
  sum,
  type Backend,
  type Tensor,
} from '@spikegrad/core';
import { near, type Claim } from './claim.js';

const reference = cpu();
const tolerance = 2e-5;

type Compute = (backend: Backend) => readonly Tensor[];

async function valuesOn(backend: Backend, compute: Compute): Promise<readonly ArrayLike<number>[]> {
  const results = scope(() => compute(backend));
  // Freed while the reads are under way.
  const reads = results.map((x) => x.data());
  for (const x of new Set(results)) x.dispose();
  return Promise.all(reads);
}

async function agree(backend: Backend, compute: Compute): Promise<void> {
  const [received, expected] = [await valuesOn(backend, compute), await valuesOn(reference, compute)];
  // Operands are about 1: a sum of them that happens to be small is no nearer than they are.
  expected.forEach((wanted, i) => near(`result ${i}`, received[i]!, wanted, tolerance, 1));
}

const length = fc.integer({ min: 1, max: 13 });
const few = fc.integer({ min: 1, max: 3 });
const seed = fc.nat(1000);

/** Gradients of `y` to `xs`, from random ones at `y`. */
const gradients = (y: Tensor, xs: readonly Tensor[], random: Random): readonly Tensor[] =>
  grad(y, xs, { gradient: random.normal(y.shape, { backend: y.backend }) }).map((dx) => dx!);

/** Shapes and what is computed of them, by what it is. */
const properties: Readonly<Record<string, fc.Arbitrary<Compute>>> = {
  'convolutions of any geometry, forward and both gradients': fc
    .record({
      ...{ n: few, c: few, o: few, groups: few, h: length, w: length, kernel: few, stride: few },
      ...{ padding: fc.nat(2), dilation: fc.integer({ min: 1, max: 2 }), seed },
    })
    .filter(({ dilation, kernel, h, w, padding }) => dilation * (kernel - 1) + 1 <= Math.min(h, w) + 2 * padding)
    .map(({ n, c, o, groups, h, w, kernel, stride, padding, dilation, seed: drawn }) => (backend) => {
      const random = new Random(drawn);
      const x = random.normal([n, c * groups, h, w], { backend, requiresGrad: true });
      const k = random.normal([o * groups, c, kernel, kernel], { backend, requiresGrad: true });
      const y = conv2d(x, k, null, { stride, padding, dilation, groups });
      return [y, ...gradients(y, [x, k], random)];
    }),
  'matrix products of any shape, whichever way the operands are stored': fc
    .record({
      batch: few,
      m: length,
      n: length,
      k: fc.integer({ min: 1, max: 200 }),
      ta: fc.boolean(),
      tb: fc.boolean(),
      seed,
    })
    .map(({ batch, m, n, k, ta, tb, seed: drawn }) => (backend) => {
      const random = new Random(drawn);
      const a = random.normal([batch, ...(ta ? [k, m] : [m, k])], { backend, requiresGrad: true });
      const b = random.normal([1, ...(tb ? [n, k] : [k, n])], { backend, requiresGrad: true });
      const y = matmul(a, b, { transposeA: ta, transposeB: tb });
      return [y, ...gradients(y, [a, b], random)];
    }),
  'formulas of operands that broadcast, forward and gradient': fc
    .record({ n: few, c: length, w: length, seed })
    .map(({ n, c, w, seed: drawn }) => (backend) => {
      const random = new Random(drawn);
      const a = random.normal([n, c, w], { backend, requiresGrad: true });
      const b = random.normal([c, 1], { backend, requiresGrad: true });
      const d = random.normal([w], { backend, requiresGrad: true });
      const { first, second } = mixed({ a, b, c: d }, { scale: 0.7 });
      return [first, second, ...grad(first.add(second).sum(), [a, b, d])];
    }),
  'formulas of more operands than a kernel takes': fc
    .record({ n: few, w: length, seed })
    .map(({ n, w, seed: drawn }) => (backend) => {
      const random = new Random(drawn);
      const xs = many.map((_, i) => random.normal(i % 3 === 0 ? [w] : [n, w], { backend }));
      return [
        sumOfMany(Object.fromEntries(many.map((name, i) => [name, xs[i]!])) as Record<(typeof many)[number], Tensor>),
      ];
    }),
  'sums, maxima and their places along any axes': fc
    .record({
      shape: fc.tuple(few, length, few, fc.integer({ min: 1, max: 300 })),
      axes: fc.subarray([0, 1, 2, 3], { minLength: 1 }),
      axis: fc.nat(3),
      seed,
    })
    .map(({ shape, axes, axis, seed: drawn }) => (backend) => {
      const x = new Random(drawn).uniform(shape, { low: 0.5, high: 1.5, backend });
      return [sum(x, axes), x.max(axes), argmax(x, axis)];
    }),
  'pooling of any geometry, and its gradients': fc
    .record({ n: few, c: few, h: length, w: length, kernel: few, stride: few, isPadded: fc.boolean(), seed })
    .filter(({ h, w, kernel }) => kernel <= Math.min(h, w))
    .map(({ n, c, h, w, kernel, stride, isPadded, seed: drawn }) => (backend) => {
      const random = new Random(drawn);
      const x = random.normal([n, c, h, w], { backend, requiresGrad: true });
      const options = { stride, padding: isPadded ? Math.floor(kernel / 2) : 0 };
      const [mean, most] = [avgPool2d(x, kernel, options), maxPool2d(x, kernel, options)];
      const whole = adaptiveAvgPool2d(x, 1);
      return [mean, most, whole, ...gradients(mean, [x], random), ...gradients(most, [x], random)];
    }),
  'permuted, cut, padded, turned and joined tensors': fc
    .record({
      shape: fc.tuple(few, length, length),
      order: fc.shuffledSubarray([0, 1, 2], { minLength: 3, maxLength: 3 }),
      parts: fc.integer({ min: 1, max: 17 }),
      seed,
    })
    .map(({ shape, order, parts, seed: drawn }) => (backend) => {
      const x = new Random(drawn).normal(shape, { backend });
      const half = Math.floor(shape[1] / 2);
      const cut = slice(x, 1, half);
      return [
        permute(x, order),
        cut,
        pad(
          cut,
          [
            [0, 0],
            [half, 0],
            [1, 2],
          ],
          0.5,
        ),
        flip(x, [1, 2]),
        ...[0, 1, 2].map((axis) =>
          concat(
            Array.from({ length: parts }, () => x),
            axis,
          ),
        ),
      ];
    }),
  'gathered rows, and what is scattered back': fc
    .record({ rows: length, width: length, count: length, seed })
    .map(({ rows, width, count, seed: drawn }) => (backend) => {
      const random = new Random(drawn);
      const x = random.normal([rows, width], { backend, requiresGrad: true });
      const indices = fromData(
        Array.from({ length: count }, () => random.integer(rows)),
        [count],
        { backend },
      );
      const y = gather(x, indices);
      return [y, ...gradients(y, [x], random)];
    }),
  'channels, their statistics and the gradients through them': fc
    .record({ n: few, c: length, h: length, w: length, seed })
    .map(({ n, c, h, w, seed: drawn }) => (backend) => {
      const random = new Random(drawn);
      const x = random.normal([n, c, h, w], { backend, requiresGrad: true });
      const [scale, shift] = [random.normal([c], { backend }), random.normal([c], { backend })];
      const { mean, variance } = channelStatistics(x);
      const y = channelAffine(x, scale, shift);
      return [mean, variance, y, ...gradients(y, [x], random), ...gradients(variance, [x], random)];
    }),
};

const mixed = elementwise('mixed', ['a', 'b', 'c'], ['scale'], ({ a, b, c, scale }) => ({
  first: a.mul(b).add(c.sigmoid()).mul(scale).tanh(),
  second: a.greater(b).where(c.exp(), b.mul(b).add(1).pow(-0.5)).relu(),
}));

const many = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j'] as const;
const sumOfMany = elementwise('sum of many', many, [], (x) =>
  many.map((name, i) => x[name].mul(i + 1)).reduce((total, each) => total.add(each)),
);

/** Functions over ranges in which their values mean something, and how near they come to each value. */
const functions: Readonly<Record<string, readonly [f: (x: Tensor) => Tensor, low: number, high: number]>> = {
  exp: [(x) => x.exp(), -20, 20],
  log: [(x) => x.log(), 1e-6, 100],
  log1p: [(x) => x.log1p(), -0.9, 50],
  'log1p of small numbers': [(x) => x.log1p(), -1e-4, 1e-4],
  sqrt: [(x) => x.sqrt(), 0, 100],
  tanh: [(x) => x.tanh(), -100, 100],
  'tanh of small numbers': [(x) => x.tanh(), -1, 1],
  sigmoid: [(x) => x.sigmoid(), -80, 80],
  erf: [(x) => x.erf(), -6, 6],
  'erf of small numbers': [(x) => x.erf(), -0.01, 0.01],
  'cubes of numbers of both signs': [(x) => x.pow(3), -9, 9],
  'fifth powers of numbers of both signs': [(x) => x.pow(5), -9, 9],
  'sixth powers of numbers of both signs': [(x) => x.pow(6), -9, 9],
  'roots of any degree': [(x) => x.pow(0.3), 0, 100],
  'inverse powers': [(x) => x.pow(-1.5), 0.01, 10],
};

const functionClaims = (backend: Backend): readonly Claim[] =>
  Object.entries(functions).map(([name, [f, low, high]]) => ({
    name: `${name}, to 2e-5 of each value`,
    async run() {
      const compute: Compute = (on) => [f(new Random(1).uniform([2001], { low, high, backend: on }))];
      const [[received], [expected]] = [await valuesOn(backend, compute), await valuesOn(reference, compute)];
      Array.from(expected!, (value, i) => {
        // Numbers too small to have all digits are flushed to 0 by most devices.
        if (Math.abs(value) > 1e-35) near(`${name} ${i}`, [received![i]! / value], [1], tolerance);
      });
    },
  }));

const chainClaims = (backend: Backend): readonly Claim[] => [
  {
    name: 'kernels fed their own results, at sizes that alternate, inputs freed at once',
    async run() {
      await fc.assert(
        fc.asyncProperty(fc.array(fc.integer({ min: 1, max: 4000 }), { minLength: 2, maxLength: 6 }), (sizes) =>
          agree(backend, (on) => {
            let chains = sizes.map((size, i) => new Random(i).uniform([size], { low: 0.5, high: 1.5, backend: on }));
            for (let turn = 0; turn < 3; turn++) {
              chains = chains.map((x) => {
                const y = x.mul(0.5).add(x.mean());
                x.dispose();
                return y;
              });
            }
            return chains;
          }),
        ),
        { numRuns: 10 },
      );
    },
  },
];

/** A backend computes what the reference computes, for drawn shapes. */
export const agreementClaims = (backend: Backend, numRuns: number): readonly Claim[] => [
  ...Object.entries(properties).map(([name, computes]) => ({
    name,
    run: () =>
      fc.assert(
        fc.asyncProperty(computes, (compute) => agree(backend, compute)),
        { numRuns },
      ),
  })),
  ...functionClaims(backend),
  ...chainClaims(backend),
];
