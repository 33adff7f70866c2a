import { describe, expect, test } from '@jest/globals';
import { concat, elementsPerChannel, noGrad, perChannel, type Tensor } from '@spikegrad/core';
import { arbitraries } from '@spikegrad/core/arbitraries';
import { sequence } from '@spikegrad/nn';
import fc from 'fast-check';
import { OSR, type GammaGradient } from '../src/index.js';
import { expectClose, difference, hasSeveral, single } from './numbers.js';

const dtype = 'float64';
const size = (max: number) => fc.integer({ min: 1, max });

/** A batch `[N, C]` or `[N, C, H, W]` of more than one value per channel. */
const shapes: fc.Arbitrary<readonly number[]> = fc
  .oneof(fc.tuple(size(5), size(3)), fc.tuple(size(3), size(3), size(3), size(3)))
  .filter(hasSeveral);

/** It, and everything else one step meets. */
const steps = shapes.chain((shape) => {
  const channels = [shape[1]!];
  return fc.record({
    x: arbitraries.tensorOf(shape),
    dy: arbitraries.tensorOf(shape),
    gamma: arbitraries.tensorOf(channels),
    beta: arbitraries.tensorOf(channels),
    mean: arbitraries.tensorOf(channels),
    variance: arbitraries.tensorOf(channels, { positive: true }),
  });
});

type Step = typeof steps extends fc.Arbitrary<infer T> ? T : never;

const epsilon = 1e-4;
const around = (x: Tensor) => x.shape.flatMap((_, axis) => (axis === 1 ? [] : [axis]));
const meanOf = (x: Tensor) => x.mean(around(x), { keepAxes: true });

/** What the layer gives: its value and the gradients of x, γ and β. */
function layer({ x, dy, gamma, beta, mean, variance }: Step, gammaGradient: GammaGradient): readonly Tensor[] {
  const norm = new OSR(gamma.size, { guardRatio: null, gammaGradient, epsilon, dtype });
  norm.gamma.replace(gamma);
  norm.beta.replace(beta);
  norm.runningMean.replace(mean);
  norm.runningVariance.replace(variance);
  const input = x.detach();
  input.requiresGrad = true;
  const [y] = sequence(norm, 1, () => {
    const value = norm.forward(input);
    value.backward({ gradient: dy });
    return value;
  });
  return [y!, input.grad!, norm.gamma.grad!, norm.beta.grad!];
}

/** The double transformation as it stands in the paper, in plain tensor operations on the tape. */
function composed({ dy, mean, variance, ...leaves }: Step): readonly Tensor[] {
  const [x, gamma, beta] = [leaves.x, leaves.gamma, leaves.beta].map((leaf) => leaf.detach()) as [
    Tensor,
    Tensor,
    Tensor,
  ];
  for (const leaf of [x, gamma, beta]) leaf.requiresGrad = true;
  const [g, b, running] = [gamma, beta, mean].map((each) => perChannel(each, x)) as [Tensor, Tensor, Tensor];
  const centre = meanOf(x);
  const deviation = meanOf(x.sub(centre).pow(2)).add(epsilon).sqrt();
  const hat = x.sub(centre).div(deviation);
  const runningDeviation = perChannel(variance, x).add(epsilon).sqrt();
  const ratio = deviation.div(runningDeviation).detach();
  const shift = centre.sub(running).div(runningDeviation).detach();
  const y = g.mul(hat.mul(ratio).add(shift)).add(b);
  y.backward({ gradient: dy });
  return [y, x.grad!, gamma.grad!, beta.grad!];
}

/** The closed form: `dI = γ/σ̂ (dy − mean(dy) − Î mean(dy Î))`, no σ in the denominator, and both gradients of γ. */
const closed = ({ x, dy, gamma, mean, variance }: Step, gammaGradient: GammaGradient): readonly Tensor[] =>
  noGrad(() => {
    const centre = meanOf(x);
    const hat = x.sub(centre).div(meanOf(x.sub(centre).pow(2)).add(epsilon).sqrt());
    const running = perChannel(variance, x).add(epsilon).sqrt();
    const slope = dy.sub(meanOf(dy)).sub(hat.mul(meanOf(dy.mul(hat))));
    const paper = dy.mul(x.sub(perChannel(mean, x))).div(running);
    const official = dy.mul(hat.add(centre.sub(perChannel(mean, x)).div(running)));
    return [
      perChannel(gamma, x).div(running).mul(slope),
      (gammaGradient === 'paper' ? paper : official).sum(around(x)),
      dy.sum(around(x)),
    ];
  });

const agree = (received: readonly Tensor[], expected: readonly Tensor[]): void =>
  received.forEach((each, i) => expectClose(each, expected[i]!));

describe('one training step', () => {
  test('has the value and the gradients of the double transformation', () => {
    fc.assert(fc.property(steps, (step) => agree(layer(step, 'paper'), composed(step))));
  });

  test.each(['paper', 'official'] as const)('has the closed gradient, γ as in the %s', (gammaGradient) => {
    fc.assert(fc.property(steps, (step) => agree(layer(step, gammaGradient).slice(1), closed(step, gammaGradient))));
  });

  test('gives γ two gradients that differ if σ and σ̂ differ', () => {
    const [step] = fc.sample(
      steps.filter(({ x }) => elementsPerChannel(x) > 4),
      { numRuns: 1, seed: 1 },
    );
    const [, , paper] = layer(step!, 'paper');
    const [, , official] = layer(step!, 'official');
    expect(difference(paper!, official!)).toBeGreaterThan(1e-3);
  });
});

test('every step of a sequence has the value of evaluation, to the bit', () => {
  fc.assert(
    fc.property(steps, fc.constantFrom('float32' as const, 'float64' as const), (step, type) => {
      const norm = new OSR(step.gamma.size, { guardRatio: null, dtype: type });
      const cast = (x: Tensor) => (type === 'float64' ? x : single(x));
      norm.gamma.replace(cast(step.gamma));
      norm.runningMean.replace(cast(step.mean));
      norm.runningVariance.replace(cast(step.variance));
      const frames = [step.x, step.dy, step.x.mul(3)].map(cast);
      const evaluated = frames.map((frame) => [...norm.eval().forward(frame).dataSync()]);
      const trained = sequence(norm.train(), 3, (t) => norm.forward(frames[t]!));
      expect(trained.map((frame) => [...frame.dataSync()])).toEqual(evaluated);
    }),
  );
});

test('gradients through time are those of the steps, though the statistics have changed before the backward pass', () => {
  const make = () => new OSR(2, { guardRatio: null, dtype });
  const [throughTime, stepwise] = [make(), make()];
  const frames = [1, 2, 3].map((seed) => fc.sample(arbitraries.tensorOf([4, 2]), { numRuns: 1, seed })[0]!);
  const weights = frames.map((frame) => frame.flip([0]));
  const values = sequence(throughTime, 3, (t) => throughTime.forward(frames[t]!), { throughTime: true });
  expect([...throughTime.runningMean.dataSync()]).not.toEqual([0, 0]);
  concat(values.map((value, t) => value.mul(weights[t]!)))
    .sum()
    .backward();
  sequence(stepwise, 3, (t) => stepwise.forward(frames[t]!).mul(weights[t]!).sum().backward());
  agree([throughTime.gamma.grad!, throughTime.beta.grad!], [stepwise.gamma.grad!, stepwise.beta.grad!]);
});
