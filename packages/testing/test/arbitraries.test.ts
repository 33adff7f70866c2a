import { describe, expect, test } from '@jest/globals';
import { ValueError } from '@spikegrad/core';
import { Monitor, type Module } from '@spikegrad/nn';
import { LIF } from '@spikegrad/neurons';
import { online } from '@spikegrad/online';
import fc from 'fast-check';
import { call, construct, learningCases, networks, neurons, norms, rules } from '../src/index.js';

/** 200 draws, the same in every run. */
const draws = <T>(arbitrary: fc.Arbitrary<T>): readonly T[] => fc.sample(arbitrary, { numRuns: 200, seed: 1 });

const reached = <T>(values: readonly T[]): readonly T[] => [...new Set(values)].sort();
const kindsOf = (models: readonly Module[]): readonly string[] =>
  reached(models.flatMap((model) => model.modules().map(({ constructor }) => constructor.name)));

describe('networks', () => {
  test('are made of every synapse, norm and neuron', () => {
    expect(kindsOf(draws(networks()).map(({ network }) => network()))).toEqual([
      ...[
        'AdaptiveAvgPool2d',
        'AdaptiveLIF',
        'BatchRenorm',
        'Conv2d',
        'FixedThreshold',
        'Flatten',
        'IF',
        'LIF',
        'Linear',
      ],
      ...['LinearNorm', 'OSR', 'OTS', 'Sequential', 'VanillaNorm'],
    ]);
  });

  test('have one to three layers of one to six channels, and keep to other limits', () => {
    const sizes = (drawn: ReturnType<typeof draws<{ network: () => Module }>>) =>
      drawn.map(({ network }) =>
        network()
          .parameters()
          .filter(({ rank }) => rank > 1),
      );
    const all = sizes(draws(networks({ norms: fc.constant(null) })));
    expect(reached(all.map(({ length }) => length - 1))).toEqual([1, 2, 3]);
    expect(reached(all.flatMap((weights) => weights.slice(0, -1).map(({ shape }) => shape[0]!)))).toEqual([
      1, 2, 3, 4, 5, 6,
    ]);
    const few = sizes(draws(networks({ norms: fc.constant(null), maxLayers: 1, maxWidth: 2 })));
    expect(reached(few.map(({ length }) => length - 1))).toEqual([1]);
    expect(reached(few.map(([weight]) => weight!.shape[0]!))).toEqual([1, 2]);
  });

  test('have frames without height and width where convolutions are not asked for', () => {
    expect(reached(draws(networks()).map(({ frame }) => frame.length))).toEqual([1, 3]);
    expect(reached(draws(networks({ convolutions: false })).map(({ frame }) => frame.length))).toEqual([1]);
  });

  test('are of the neurons and norms that are given', () => {
    const own = networks({ neurons: fc.constant(construct(LIF)), norms: fc.constant(null), convolutions: false });
    expect(kindsOf(draws(own).map(({ network }) => network()))).toEqual([
      'FixedThreshold',
      'LIF',
      'Linear',
      'Sequential',
    ]);
  });

  test('fire in most layers', async () => {
    const cases = fc.sample(learningCases({ rules: () => fc.constant(call(online)) }), { numRuns: 40, seed: 1 });
    const rates: number[] = [];
    for (const each of cases) {
      const batch = each.batch();
      const monitor = new Monitor(batch.model);
      each.rule().learn({ ...batch, monitor });
      for (const { rate } of Object.values(await monitor.read())) if (rate) rates.push(Math.max(...rate));
    }
    expect(rates.filter((rate) => rate > 0).length / rates.length).toBeGreaterThan(0.7);
    expect(rates.filter((rate) => rate === 1).length / rates.length).toBeLessThan(0.4);
  });
});

test('neurons have every option, and each may be left to its default', () => {
  const texts = draws(neurons()).map(String);
  for (const name of ['LIF', 'IF', 'AdaptiveLIF']) expect(texts.some((text) => text.includes(` ${name}(`))).toBe(true);
  for (const part of ['tau: 1.5', "reset: 'hard'", 'threshold: new OTS()', 'triangle()', 'adaptationTau: 4'])
    expect(texts.some((text) => text.includes(part))).toBe(true);
  for (const option of ['tau', 'reset', 'threshold', 'surrogate'])
    expect(texts.some((text) => !text.includes(`${option}:`))).toBe(true);
});

test('norms are four and none', () => {
  expect(reached(draws(norms()).map((of) => (of ? String(of(3)) : 'none')))).toEqual([
    ...['BatchRenorm', 'LinearNorm', 'OSR', 'VanillaNorm'].map((name) => `() => new ${name}(3, { dtype: 'float64' })`),
    'none',
  ]);
});

test('rules are all five, with both updates, and K goes from 1 to T', () => {
  const made = draws(rules({ steps: 3 }));
  expect(reached(made.map((make) => make().name))).toEqual(['bptt', 'ndot', 'online', 'ottt', 'slttK']);
  const texts = made.map(String);
  for (const name of ['online', 'ottt', 'ndot'])
    for (const options of ['', "{ update: 'online' }", "{ update: 'accumulate' }"])
      expect(texts).toContain(`() => ${name}(${options})`);
  expect(reached(texts.flatMap((text) => /slttK\(\{ k: (\d)/.exec(text)?.[1] ?? []))).toEqual(['1', '2', '3']);
});

test('cases have one to five steps and two to four samples, or other limits, and the rules that are given', () => {
  const cases = draws(learningCases());
  expect(reached(cases.map(({ steps }) => steps))).toEqual([1, 2, 3, 4, 5]);
  expect(reached(cases.map(({ count }) => count))).toEqual([2, 3, 4]);
  const own = draws(learningCases({ minSteps: 2, maxSteps: 3, rules: () => fc.constant(call(online)) }));
  expect(reached(own.map(({ steps }) => steps))).toEqual([2, 3]);
  expect(reached(own.map(({ rule }) => String(rule)))).toEqual(['() => online()']);
});

test.each([
  [() => networks({ maxLayers: 0 }), '[networks] expected maxLayers as a whole number of at least 1 but received 0'],
  [() => networks({ maxWidth: 0.5 }), '[networks] expected maxWidth as a whole number of at least 1 but received 0.5'],
  [() => networks({ depth: 1 } as object), "[networks] expected known options but received 'depth'"],
  [() => rules({ steps: 0 }), '[rules] expected steps as a whole number of at least 1 but received 0'],
  [() => rules({ k: 1 } as object), "[rules] expected known options but received 'k'"],
  [
    () => learningCases({ minSteps: 0 }),
    '[learningCases] expected minSteps as a whole number of at least 1 but received 0',
  ],
  [() => learningCases({ minSteps: 6 }), '[learningCases] expected maxSteps of at least minSteps (6) but received 5'],
])('limits that allow nothing are refused: %p', (make, message) => {
  expect(make).toThrow(ValueError);
  expect(make).toThrow(message);
});
