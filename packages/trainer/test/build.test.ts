import { describe, expect, test } from '@jest/globals';
import { meta, ones, Random, tensor } from '@spikegrad/core';
import { AdaptiveLIF, IF, LIF, ParametricLIF, type Neuron } from '@spikegrad/neurons';
import { Linear, SGD, type Module } from '@spikegrad/nn';
import { BatchRenorm, BNTT, LinearNorm, OSR, OTS, TdBN, TEBN, VanillaNorm } from '@spikegrad/normalization';
import { buildOptimizer, buildRule, buildSchedule } from '../src/build/learning.js';
import { trainingBatchOf } from '../src/build/trainingBatch.js';
import { buildNetwork } from '../src/build/network.js';
import type { Section } from '../src/config/section.js';
import { tinyConfig } from './tinyConfig.js';

const dimensions = { classes: 10, channels: 3 };
const built = (fields: Section): Module => buildNetwork(tinyConfig('', fields), dimensions, undefined, meta());

type Kind<M extends Module> = abstract new (...args: never[]) => M;

/** The modules of a kind in the network of a config. */
const all = <M extends Module>(fields: Section, kind: Kind<M>): readonly M[] =>
  built(fields)
    .modules()
    .flatMap((module) => (module instanceof kind ? [module] : []));

describe('a network has in each of its places what the config says:', () => {
  const running = { momentum: 0.5, flush: 'lazy' };
  test.each<[Section, Kind<Module>, object]>([
    [
      { name: 'osr', ...running, guardRatio: 7, gammaGradient: 'official' },
      OSR,
      { guardRatio: 7, gammaGradient: 'official' },
    ],
    [{ name: 'vanilla', ...running, averaging: 'step' }, VanillaNorm, { averaging: 'step' }],
    [{ name: 'linear', ...running, epsilon: 0.01 }, LinearNorm, { epsilon: 0.01 }],
    [
      { name: 'batchRenorm', ...running, maxRatio: 2, maxShift: 1, warmUp: 9 },
      BatchRenorm,
      { maxRatio: 2, maxShift: 1, warmUp: 9 },
    ],
    [{ name: 'tdbn', ...running }, TdBN, {}],
    [{ name: 'tebn', ...running }, TEBN, {}],
  ])('%j', (norm, kind, options) => {
    const rule = { name: ['tdbn', 'tebn'].includes(norm['name'] as string) ? 'bptt' : 'online' };
    const norms = all({ norm, rule }, kind);
    expect(norms).toHaveLength(8);
    for (const each of norms) expect(each).toMatchObject({ ...running, ...options });
  });

  test('a BNTT with a norm for each step', () => {
    for (const { norms } of all({ steps: 3, norm: { name: 'bntt', ...running } }, BNTT)) {
      expect(norms).toHaveLength(3);
      for (const norm of norms) expect(norm).toMatchObject(running);
    }
  });

  test.each<[Section, Kind<Neuron>, object]>([
    [{ name: 'lif', tau: 3 }, LIF, { tau: 3 }],
    [{ name: 'if' }, IF, {}],
    [{ name: 'parametricLif', tau: 3 }, ParametricLIF, {}],
    [
      { name: 'adaptiveLif', tau: 3, adaptation: 0.3, adaptationTau: 5 },
      AdaptiveLIF,
      { tau: 3, adaptation: 0.3, adaptationTau: 5 },
    ],
  ])('%j', (neuron, kind, options) => {
    const common = { reset: 'hard', surrogate: 'triangle', dropout: 0.25 };
    const threshold = { name: 'ots', initial: 0.75, evaluation: 'causal' };
    const neurons = all({ steps: 3, neuron: { ...neuron, ...common, threshold } }, kind);
    expect(neurons).toHaveLength(8);
    for (const each of neurons) {
      expect(each).toMatchObject({ reset: 'hard', dropout: 0.25, ...options });
      expect(each.surrogate.name).toBe('triangle 1');
      expect(each.threshold).toBeInstanceOf(OTS);
      expect(each.threshold).toMatchObject({ initial: 0.75, evaluation: 'causal' });
      expect((each.threshold as OTS).thresholds!.shape).toEqual([3]);
    }
  });

  test('a dropout generator for each layer, so that no two draw the same mask', () => {
    const generators = all({ neuron: { dropout: 0.25 } }, LIF).map(({ random }) => random!);
    expect(new Set(generators).size).toBe(8);
    const draws = generators.map((random) => String(random.uniform([4]).dataSync()));
    expect(new Set(draws).size).toBe(8);
  });

  test('a first λ of ParametricLIF of 1 − 1/τ', () => {
    const config = tinyConfig('', { neuron: { name: 'parametricLif', tau: 4 } });
    const [neuron] = buildNetwork(config, dimensions).modules().filter((module) => module instanceof ParametricLIF); // prettier-ignore
    expect(neuron!.leakOf().dataSync()[0]).toBeCloseTo(0.75, 6);
  });

  test('a tdBN whose γ begins as the threshold, and as 1/√2 of it where residual branches are summed', () => {
    const neuron = { threshold: { name: 'fixed', initial: 0.5 } };
    const rule = { name: 'bptt' };
    const model = { name: 'nfResNet', depth: 10, width: 1 / 32 };
    const network = buildNetwork(tinyConfig('', { model, rule, neuron, norm: { name: 'tdbn' } }), dimensions);
    for (const { path, value } of network.namedModules()) {
      if (!(value instanceof TdBN)) continue;
      const expected = /norm2$|downsample\.1$/.test(path) ? 0.5 * Math.SQRT1_2 : 0.5;
      for (const gamma of value.gamma.dataSync()) expect([path, gamma]).toEqual([path, Math.fround(expected)]);
    }
  });
});

/** The weights after a sequence by the rule of a config, and how often they moved. */
function learned(rule: Section) {
  const neuron = { threshold: { name: 'fixed', initial: 0.25 } };
  const config = tinyConfig('', { steps: 3, model: { depth: 5, width: 1 / 32 }, rule, neuron });
  const model = buildNetwork(config, dimensions);
  const optimizer = buildOptimizer(model, config.optimizer);
  const batch = { image: new Random(1).uniform([2, 3, 8, 8]), label: tensor([0, 1]) };
  buildRule(config, 0).learn({ ...trainingBatchOf(model, batch, config, 0), optimizer });
  return { weights: model.parameters().map((each) => [...each.dataSync()]), moves: optimizer.steps };
}

describe('a lesson is learned as the config says:', () => {
  test.each(['online', 'ottt', 'ndot'])('%s moves once, or at each of three steps', (name) => {
    expect(learned({ name, update: 'accumulate' }).moves).toBe(1);
    expect(learned({ name, update: 'online' }).moves).toBe(3);
  });

  test('slttK moves once, or at each of K steps', () => {
    expect(learned({ name: 'slttK', k: 2 }).moves).toBe(1);
    expect(learned({ name: 'slttK', k: 2, update: 'online' }).moves).toBe(2);
  });

  test('every name, and every field besides, leads to other weights', () => {
    const rules = [
      ...[{ name: 'online' }, { name: 'online', update: 'online' }, { name: 'bptt' }],
      ...[{ name: 'ottt' }, { name: 'ottt', leak: 0.9 }, { name: 'slttK', k: 1 }, { name: 'slttK', k: 2 }],
      ...[{ name: 'ndot' }, { name: 'ndot', leak: 0.9 }, { name: 'ndot', variant: 'official' }],
    ];
    expect(new Set(rules.map((rule) => JSON.stringify(learned(rule).weights))).size).toBe(rules.length);
  });

  test('slttK of all steps learns what online learns', () => {
    expect(learned({ name: 'slttK', k: 3 })).toEqual(learned({ name: 'online' }));
  });
});

describe('slttK learns', () => {
  const chosen = (seed: number, iteration: number): readonly number[] => {
    const model = new Linear(2, 2, { random: new Random(1) });
    const steps: number[] = [];
    const step = (t: number) => {
      const logits = model.forward(ones([1, 2]));
      if (logits.requiresGrad) steps.push(t);
      return { logits, loss: logits.mean() };
    };
    const rule = buildRule({ rule: { name: 'slttK', k: 2, update: 'accumulate' }, seed }, iteration);
    rule.learn({ model, optimizer: new SGD(model.parameters()), steps: 16, step });
    return steps;
  };

  test('from K steps that are others in every iteration and with every seed, and the same again after a resume', () => {
    const draws = Array.from({ length: 12 }, (_, iteration) => chosen(1, iteration));
    for (const draw of draws) expect(draw).toHaveLength(2);
    expect(new Set(draws.map(String)).size).toBeGreaterThan(8);
    expect(new Set(draws.flat()).size).toBeGreaterThan(10); // early and late ones
    expect(chosen(1, 5)).toEqual(draws[5]);
    expect(Array.from({ length: 12 }, (_, iteration) => chosen(2, iteration))).not.toEqual(draws);
  });
});

describe('the learning rate', () => {
  const rates = (schedule: string, iterations: number, perEpoch: number): readonly number[] => {
    const rate = buildSchedule(
      tinyConfig('', { schedule, iterations, optimizer: { name: 'sgd', learningRate: 2 } }),
      perEpoch,
    );
    return Array.from({ length: iterations }, (_, i) => rate(i));
  };

  test('falls by epoch as ½ · initial · (1 + cos(π e/E)), and stays within an epoch', () => {
    const [second, third] = [1 + Math.cos(Math.PI / 3), 1 + Math.cos((2 * Math.PI) / 3)];
    const expected = [2, 2, second, second, third, third];
    rates('cosineByEpoch', 6, 2).forEach((rate, i) => expect(rate).toBeCloseTo(expected[i]!, 12));
    expect(rates('cosineByEpoch', 5, 2)).toEqual(rates('cosineByEpoch', 6, 2).slice(0, 5)); // the last epoch is cut
    expect(rates('cosineByEpoch', 3, 10)).toEqual([2, 2, 2]);
  });

  test('falls at every batch under cosine, and never under constant', () => {
    expect(rates('cosine', 6, 2)).toEqual(rates('cosineByEpoch', 6, 1));
    expect(rates('cosine', 4, 2)[2]).toBeCloseTo(1, 12);
    expect(rates('constant', 3, 2)).toEqual([2, 2, 2]);
  });
});
