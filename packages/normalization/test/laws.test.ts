import { describe, expect, test } from '@jest/globals';
import { fromData, perChannel, Random, stack, type Tensor } from '@spikegrad/core';
import { arbitraries } from '@spikegrad/core/arbitraries';
import { forwardSequence, type Module } from '@spikegrad/nn';
import { checkModuleGradient } from '@spikegrad/testing';
import fc from 'fast-check';
import { BatchRenorm, BNTT, OSR, TdBN, TEBN, VanillaNorm, type RunningNorm } from '../src/index.js';
import { expectClose, list } from './numbers.js';

const dtype = 'float64';
const epsilon = 1e-4;
const size = (max: number, min = 1) => fc.integer({ min, max });

/** Frames `[T, N, C, H, W]` or `[T, N, C]`, what flows back to them, and what a norm begins with. */
const casesOf = (steps: fc.Arbitrary<number>) =>
  fc
    .tuple(steps, fc.oneof(fc.tuple(size(4, 2), size(3)), fc.tuple(size(3, 2), size(3), size(3), size(2))))
    .chain(([count, shape]) => {
      const channels = [shape[1]];
      return fc.record({
        x: arbitraries.tensorOf([count, ...shape]),
        dy: arbitraries.tensorOf([count, ...shape]),
        gamma: arbitraries.tensorOf(channels),
        beta: arbitraries.tensorOf(channels),
        mean: arbitraries.tensorOf(channels),
        variance: arbitraries.tensorOf(channels, { positive: true }),
      });
    });

type Case = ReturnType<typeof casesOf> extends fc.Arbitrary<infer T> ? T : never;

const oneStep = casesOf(fc.constant(1));
const sequences = casesOf(size(4));

const begin = <Norm extends RunningNorm>(norm: Norm, { gamma, beta, mean, variance }: Case): Norm => {
  norm.gamma.replace(gamma);
  norm.beta.replace(beta);
  norm.runningMean.replace(mean);
  norm.runningVariance.replace(variance);
  return norm;
};

/** Value and gradient of one training sequence; `f` makes a value of frames that gradients flow to. */
function learned(f: (x: Tensor) => Tensor, { x, dy }: Case): { readonly y: Tensor; readonly dx: Tensor } {
  const input = x.detach();
  input.requiresGrad = true;
  const y = f(input);
  y.backward({ gradient: dy });
  return { y, dx: input.grad! };
}

const through = (norm: Module, given: Case) => learned((x) => forwardSequence(norm, x), given);

/** Batch normalisation of `[N, C, …]` as it is written down, in plain operations on the tape. */
function batchNorm(x: Tensor, gamma: Tensor, beta: Tensor): Tensor {
  const around = x.shape.flatMap((_, axis) => (axis === 1 ? [] : [axis]));
  const centred = x.sub(x.mean(around, { keepAxes: true }));
  const variance = centred.pow(2).mean(around, { keepAxes: true });
  return centred.div(variance.add(epsilon).sqrt()).mul(perChannel(gamma, x)).add(perChannel(beta, x));
}

/** The same of each step by itself. */
const eachStep =
  ({ gamma, beta }: Pick<Case, 'gamma' | 'beta'>) =>
  (x: Tensor): Tensor =>
    stack(Array.from({ length: x.shape[0]! }, (_, t) => batchNorm(x.select(0, t), gamma, beta)));

const channels = ({ gamma }: Case): number => gamma.size;
const zeros = (x: Tensor): Tensor => fromData(new Float64Array(x.size), x.shape, { dtype });

function agree(received: ReturnType<typeof learned>, expected: ReturnType<typeof learned>): void {
  expectClose(received.y, expected.y);
  expectClose(received.dx, expected.dx, 1e-8);
}

describe('laws between norms', () => {
  test('vanilla batch norm is batch norm of each step', () => {
    fc.assert(
      fc.property(sequences, (given) => {
        agree(
          through(begin(new VanillaNorm(channels(given), { dtype }), given), given),
          learned(eachStep(given), given),
        );
      }),
    );
  });

  test('BNTT with T = 1 is batch norm with β = 0', () => {
    fc.assert(
      fc.property(oneStep, (given) => {
        const norm = new BNTT(channels(given), { steps: 1, dtype });
        norm.norms[0]!.gamma.replace(given.gamma);
        agree(through(norm, given), learned(eachStep({ ...given, beta: zeros(given.beta) }), given));
        expect(norm.parameters()).toHaveLength(1);
      }),
    );
  });

  test('batch renormalisation with r_max = 1 and d_max = 0 is batch norm', () => {
    fc.assert(
      fc.property(sequences, (given) => {
        const norm = new BatchRenorm(channels(given), { maxRatio: 1, maxShift: 0, warmUp: 0, dtype });
        agree(through(begin(norm, given), given), learned(eachStep(given), given));
      }),
    );
  });

  test('OSR with T = 1 and no guard is batch renormalisation without clipping', () => {
    fc.assert(
      fc.property(oneStep, (given) => {
        const free = { maxRatio: 1e12, maxShift: 1e12, warmUp: 0, dtype } as const;
        const osr = begin(new OSR(channels(given), { guardRatio: null, dtype }), given);
        const renorm = begin(new BatchRenorm(channels(given), free), given);
        agree(through(osr, given), through(renorm, given));
        for (const held of ['runningMean', 'runningVariance'] as const) expectClose(osr[held], renorm[held]);
        for (const held of ['gamma', 'beta'] as const) expectClose(osr[held].grad!, renorm[held].grad!, 1e-8);
      }),
    );
  });

  test('tdBN on one step is batch norm with γ scaled by α V_th', () => {
    const scales = fc.double({ min: 0.1, max: 3, noNaN: true });
    fc.assert(
      fc.property(oneStep, scales, scales, (given, alpha, threshold) => {
        const norm = new TdBN(channels(given), { alpha, threshold, dtype });
        const [ones, none] = [zeros(given.gamma).add(1), zeros(given.beta)];
        expectClose(norm.gamma, list(ones).map((one) => one * alpha * threshold)); // prettier-ignore
        agree(through(norm, given), learned(eachStep({ gamma: ones.mul(alpha * threshold), beta: none }), given));
      }),
    );
  });

  test('tdBN is batch norm of all steps as one batch, TEBN the same with a scale per step', () => {
    fc.assert(
      fc.property(sequences, arbitraries.tensorOf([4]), (given, scales) => {
        const joint = (x: Tensor): Tensor => {
          const [steps, count, ...rest] = x.shape as [number, number, ...number[]];
          return batchNorm(x.reshape([steps * count, ...rest]), given.gamma, given.beta).reshape(x.shape);
        };
        const scaled = (x: Tensor): Tensor => {
          const each = scales.slice(0, 0, x.shape[0]).reshape([x.shape[0]!, ...x.shape.slice(1).map(() => 1)]);
          return joint(x).mul(each);
        };
        agree(through(begin(new TdBN(channels(given), { dtype }), given), given), learned(joint, given));
        const tebn = begin(new TEBN(channels(given), { steps: 4, dtype }), given);
        tebn.scales.replace(scales);
        agree(through(tebn, given), learned(scaled, given));
      }),
    );
  });
});

describe('gradients agree with central differences', () => {
  const makers: Readonly<Record<string, (given: Case) => Module>> = {
    VanillaNorm: (given) => begin(new VanillaNorm(channels(given), { dtype }), given),
    TdBN: (given) => begin(new TdBN(channels(given), { dtype }), given),
    TEBN: (given) => begin(new TEBN(channels(given), { steps: 4, dtype }), given),
    BNTT: (given) => new BNTT(channels(given), { steps: 4, dtype }),
    // Both limits are reached, so that r and d, which no gradient flows through, do not move.
    'BatchRenorm, clipped': (given) => {
      const norm = new BatchRenorm(channels(given), { maxRatio: 2, maxShift: 0.5, warmUp: 0, dtype });
      const far = { ...given, mean: zeros(given.mean).add(1e7), variance: zeros(given.variance).add(1e6) };
      return begin(norm, far);
    },
  };

  test.each(Object.entries(makers))('of %s', (_, make) => {
    // Drawn apart from one another: the gradient of a channel that hardly varies is too steep to be measured by differences.
    fc.assert(
      fc.property(sequences, fc.nat(), (given, seed) => {
        const x = new Random(seed).normal(given.x.shape, { dtype, deviation: 2 });
        checkModuleGradient(() => make(given), x, { tolerance: 1e-5 });
      }),
      { numRuns: 8 },
    );
  });
});
