import { describe, expect, test } from '@jest/globals';
import * as core from '@spikegrad/core';
import * as nn from '@spikegrad/nn';
import * as neurons from '@spikegrad/neurons';
import * as normalization from '@spikegrad/normalization';
import * as online from '@spikegrad/online';
import fc from 'fast-check';
import { call, construct, LearningCase, learningCases, largestDifference } from '../src/index.js';

const names = { ...core, ...nn, ...neurons, ...normalization, ...online, LearningCase };

/** What code gives where all packages are imported. */
const evaluate = (code: string): unknown =>
  new Function(...Object.keys(names), `return ${code}`)(...Object.values(names)) as unknown;

/** The same case, made from its printed code. */
const pasted = (each: LearningCase): LearningCase => evaluate(fc.stringify(each)) as LearningCase;

const small = new LearningCase({
  network: construct(nn.Linear, 2, 2, { random: construct(core.Random, 1), dtype: 'float64' }),
  rule: call(online.online),
  steps: 3,
  frame: [2],
  classes: 2,
  count: 5,
  seed: 4,
});

describe('a counterexample', () => {
  test('is code that learns the same numbers, to the bit', () => {
    fc.assert(
      fc.property(learningCases(), (each) => {
        const copy = pasted(each);
        expect(copy).toBeInstanceOf(LearningCase);
        expect(copy.learn()).toEqual(each.learn());
      }),
      { numRuns: 25 },
    );
  });

  test('shrinks to one small layer, the fewest steps and a rule without options', () => {
    const { counterexample } = fc.check(
      fc.property(learningCases(), ({ steps }) => steps < 3),
      { numRuns: 100 },
    );
    expect(String(counterexample![0])).toBe(
      [
        'new LearningCase({',
        '  network: () => new Sequential(',
        "    new Linear(1, 1, { random: new Random(0, 0), initialWeight: normal(2), dtype: 'float64' }),",
        '    new LIF(),',
        "    new Linear(1, 2, { random: new Random(0, 1), dtype: 'float64' }),",
        '  ),',
        '  rule: () => online(),',
        '  steps: 3,',
        '  frame: [1],',
        '  classes: 2,',
        '  count: 2,',
        '  seed: 0,',
        '})',
      ].join('\n'),
    );
  });

  test('is printed by fast-check', () => {
    const fails = () =>
      fc.assert(
        fc.property(fc.constant(small), () => false),
        { numRuns: 1 },
      );
    expect(fails).toThrow('Counterexample: [new LearningCase({\n  network: () => new Linear(2, 2, {');
  });

  test('of functions of one’s own prints them as they are written', () => {
    const own = new LearningCase({ ...small, rule: () => online.ottt({ leak: 0.5 }) });
    expect(String(own)).toMatch(/rule: \(\)\s*=>\s*\S*ottt\(\{\s*leak: 0\.5\s*\}\),/);
  });
});

describe('a case', () => {
  test('has frames that differ from step to step, the same in every call, and labels that go round', () => {
    const [first, second] = small.frames().map((frame) => [...frame.dataSync()]);
    expect(first).toHaveLength(10);
    expect(first).not.toEqual(second);
    expect(small.frames().map((frame) => [...frame.dataSync()])[0]).toEqual(first);
    expect([...small.labels().dataSync()]).toEqual([0, 1, 0, 1, 0]);
  });

  test('learns as a loop without a rule does', () => {
    const { model, optimizer, step } = small.batch({ learningRate: 0.5 });
    const losses = nn.sequence(model, 3, (t) => {
      const { loss } = step(t);
      loss.div(3).backward();
      return loss;
    });
    optimizer.step();
    const learned = small.learn(online.online(), { learningRate: 0.5 });
    const weights = model.namedParameters().map(({ path, value }) => [path, [...value.dataSync()]] as const);
    expect(learned.weights).toEqual(Object.fromEntries(weights));
    expect(Object.keys(learned.gradients)).toEqual(['weight', 'bias']);
    expect(learned.loss).toBeCloseTo(losses.reduce((sum, loss) => sum + loss.dataSync()[0]!, 0) / 3, 12);
    expect(learned.logits).toHaveLength(10);
  });

  test('has zeros for gradients that a rule has cleared', () => {
    const { gradients, weights } = small.learn(online.online({ update: 'online' }));
    expect(gradients['bias']).toEqual([0, 0]);
    expect(largestDifference(weights, small.learn(undefined, { learningRate: 0 }).weights)).toBeGreaterThan(1e-3);
  });

  test('leaves no tensors behind', () => {
    const each = fc.sample(learningCases(), { numRuns: 1, seed: 1 })[0]!;
    each.learn();
    const before = core.memory().tensors;
    each.learn();
    expect(core.memory().tensors).toBe(before);
  });

  test.each([
    [{ steps: 0 }, 'steps as a whole number of at least 1 but received 0'],
    [{ count: 1.5 }, 'count as a whole number of at least 1 but received 1.5'],
    [{ classes: NaN }, 'classes as a whole number of at least 1 but received NaN'],
    [{ network: small.network() as never }, 'a function that makes the network but received a Linear'],
    [{ rule: 'ottt' as never }, "a function that makes the rule but received 'ottt'"],
    [{ epochs: 1 } as object, "known options but received 'epochs'"],
  ])('refuses %p', (wrong, message) => {
    const make = () => new LearningCase({ ...small, ...wrong });
    expect(make).toThrow(core.ValueError);
    expect(make).toThrow(`[LearningCase] expected ${message}`);
  });
});
