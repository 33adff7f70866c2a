import { describe, expect, test } from '@jest/globals';
import { Random } from '@spikegrad/core';
import { Monitor, sequence, SGD, type Module } from '@spikegrad/nn';
import { LIF } from '@spikegrad/neurons';
import { OTS } from '@spikegrad/normalization';
import {
  construct,
  gradientsOf as gradientsByPath,
  largestDifference,
  learningCases,
  weightsOf,
  type ByPath,
  type LearningCase,
} from '@spikegrad/testing';
import fc from 'fast-check';
import { bptt, ndot, online, ottt, slttK, type LearningRule, type TrainingBatch } from '../src/index.js';
import { batchOf, gradientsOf, ratesOf, spikingNet, stepOf, type NetOptions } from './spikingNet.js';

const threeRules: readonly LearningRule[] = [online(), ottt(), bptt()];

/** What one batch by `rule` leaves in the gradients of a new network, whose parameters stay where they are. */
function gradientsBy(rule: LearningRule, options: NetOptions, steps: number): readonly (readonly number[])[] {
  const model = spikingNet(options);
  const optimizer = new SGD(model.parameters(), { learningRate: 0 });
  rule.learn({ model, optimizer, steps, step: stepOf(model, batchOf({ ...options, steps })) });
  return gradientsOf(model);
}

/** Expects the gradients of a case to be those of BPTT, by every rule that learns from all of its steps. */
function expectAgreement(each: LearningCase): void {
  const oracle = each.learn(bptt()).gradients;
  for (const rule of [online(), ottt(), ndot(), slttK({ k: each.steps, random: new Random(1) })])
    expect(largestDifference(each.learn(rule).gradients, oracle)).toBeLessThan(1e-12);
  expect(Math.max(...Object.values(oracle).flat().map(Math.abs))).toBeGreaterThan(1e-6);
}

const slow = (): Module => new LIF({ tau: 4, threshold: new OTS() });
const forgetful = fc.constantFrom(construct(LIF, { tau: 1 }), construct(LIF, { tau: 1, threshold: construct(OTS) }));

describe('the rules', () => {
  test('find the same gradients when there is one step', () => {
    fc.assert(fc.property(learningCases({ maxSteps: 1 }), expectAgreement), { numRuns: 40 });
  });

  test('find the same gradients at τ = 1, when nothing of a membrane is left a step later', () => {
    fc.assert(fc.property(learningCases({ minSteps: 2, neurons: forgetful }), expectAgreement), { numRuns: 40 });
  });

  test('are compared on networks whose layers all fire', async () => {
    const model = spikingNet();
    const monitor = new Monitor(model);
    const optimizer = new SGD(model.parameters());
    online().learn({ model, optimizer, steps: 4, step: stepOf(model, batchOf({ steps: 4 })), monitor });
    const rates = await ratesOf(monitor);
    expect(rates).toHaveLength(2);
    for (const rate of rates) expect([rate >= 0.02, rate <= 0.5, rate]).toEqual([true, true, rate]);
  });

  test('find different gradients when membranes leak slowly', () => {
    const [plain, traced, through] = threeRules.map((rule) => gradientsBy(rule, { neuron: slow }, 4));
    expect(largestDifference(plain!, through!)).toBeGreaterThan(1e-3);
    expect(largestDifference(traced!, through!)).toBeGreaterThan(1e-3);
    expect(largestDifference(plain!, traced!)).toBeGreaterThan(1e-3);
  });

  test('agree about the memoryless readout, unless a trace reaches it', () => {
    const [plain, traced, through] = threeRules.map((rule) => gradientsBy(rule, {}, 4).slice(-2));
    expect(largestDifference(plain!, through!)).toBeLessThan(1e-12);
    expect(largestDifference(traced!, through!)).toBeGreaterThan(1e-3);
  });
});

/** The gradient of each step by itself, with the loss divided by T, found without a rule. */
function stepByStep({ model, optimizer, step, steps }: TrainingBatch): readonly ByPath[] {
  return sequence(model, steps, (t) => {
    optimizer.zeroGrad();
    step(t).loss.div(steps).backward();
    return gradientsByPath(model);
  });
}

const sumOf = (a: ByPath, b: ByPath): ByPath =>
  Object.fromEntries(Object.entries(a).map(([path, row]) => [path, row.map((x, i) => x + b[path]![i]!)]));

const neuronWithMemory = (): Module => new LIF({ threshold: new OTS({ steps: 5, dtype: 'float64' }) });

describe('learning step by step', () => {
  test('by online accumulates the sum of the gradients of its steps', () => {
    fc.assert(
      fc.property(learningCases(), (each) => {
        const sum = stepByStep(each.batch()).reduce(sumOf);
        expect(largestDifference(each.learn(online()).gradients, sum)).toBeLessThan(1e-12);
      }),
      { numRuns: 40 },
    );
  });

  test.each([
    ['online', online],
    ['ottt', ottt],
    ['ndot', ndot],
  ])('by %s moves once a sequence, or after each of its steps', (_, rule) => {
    const moves = (update: 'accumulate' | 'online'): number => {
      const model = spikingNet();
      const optimizer = new SGD(model.parameters(), { learningRate: 0.1 });
      rule({ update }).learn({ model, optimizer, steps: 5, step: stepOf(model, batchOf({ steps: 5 })) });
      return optimizer.steps;
    };
    expect(moves('accumulate')).toBe(1);
    expect(moves('online')).toBe(5);
  });

  test('by slttK of all steps is learning online', () => {
    fc.assert(
      fc.property(learningCases(), fc.nat(9999), (each, seed) => {
        const all = slttK({ k: each.steps, random: new Random(seed) });
        expect(each.learn(all)).toEqual(each.learn(online()));
      }),
      { numRuns: 40 },
    );
  });

  test('by slttK sums the gradients of K of its steps, every choice in its turn', () => {
    const [each] = fc.sample(learningCases({ minSteps: 4, maxSteps: 4 }), { numRuns: 1, seed: 3 });
    const steps = stepByStep(each!.batch());
    const pairs = [0, 1, 2, 3].flatMap((a) => [0, 1, 2, 3].filter((b) => b > a).map((b) => [a, b] as const));
    const sums = pairs.map(([a, b]) => sumOf(steps[a]!, steps[b]!));
    const rule = slttK({ k: 2, random: new Random(1) });
    const chosen = Array.from({ length: 60 }, () => {
      const { gradients } = each!.learn(rule);
      return sums.findIndex((sum) => largestDifference(gradients, sum) < 1e-12);
    });
    expect(new Set(chosen)).toEqual(new Set(pairs.keys()));
  });

  test('by slttK gathers the statistics of all steps, and takes those that it does not learn from without a graph', () => {
    const statisticsBy = (rule: LearningRule) => {
      const model = spikingNet({ neuron: neuronWithMemory });
      const step = stepOf(model, batchOf({ steps: 5 }));
      const taped: boolean[] = [];
      const optimizer = new SGD(model.parameters(), { learningRate: 0 });
      const noted = (t: number) => {
        const result = step(t);
        taped.push(result.loss.requiresGrad);
        return result;
      };
      rule.learn({ model, optimizer, steps: 5, step: noted });
      return { statistics: model.namedBuffers().map(({ value }) => [...value.dataSync()]), taped };
    };
    const [all, some] = [online(), slttK({ k: 2, random: new Random(1) })].map(statisticsBy);
    expect(some!.statistics).toEqual(all!.statistics);
    expect(all!.taped).toEqual([true, true, true, true, true]);
    expect(some!.taped.filter((is) => is)).toHaveLength(2);
  });

  test('and moving at every step is plain descent along the gradient of each step at the moved parameters', () => {
    const [steps, learningRate] = [3, 0.2];
    const [model, twin] = [spikingNet(), spikingNet()];
    const optimizer = new SGD(model.parameters(), { learningRate });
    online({ update: 'online' }).learn({ model, optimizer, steps, step: stepOf(model, batchOf({ steps })) });

    const other = new SGD(twin.parameters(), { learningRate });
    const step = stepOf(twin, batchOf({ steps }));
    sequence(twin, steps, (t) => {
      step(t).loss.div(steps).backward();
      other.step();
      other.zeroGrad();
    });
    expect(weightsOf(model)).toEqual(weightsOf(twin));
    expect(largestDifference(weightsOf(model), weightsOf(spikingNet()))).toBeGreaterThan(1e-4);
  });
});
