import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { cpu, ones, tensor } from '@spikegrad/core';
import { Adam, AdamW, Parameter, SGD, StateDictError, type Optimizer, type StateDict } from '../src/index.js';
import { exact, list } from './toys.js';

const makers: Readonly<Record<string, (parameters: readonly Parameter[]) => Optimizer>> = {
  SGD: (parameters) => new SGD(parameters, { weightDecay: 0.01 }),
  'SGD with momentum': (parameters) => new SGD(parameters, { momentum: 0.9 }),
  'SGD with nesterov': (parameters) => new SGD(parameters, { momentum: 0.8, nesterov: true }),
  Adam: (parameters) => new Adam(parameters),
  AdamW: (parameters) => new AdamW(parameters),
};

const parametersOf = (values: readonly (readonly number[])[]): readonly Parameter[] =>
  values.map((each) => new Parameter(tensor([...each], { backend: cpu() })));

/** One step down `Σ factor · p²`; a factor of null gives that parameter no gradient. */
function move(optimizer: Optimizer, factors: readonly (number | null)[]): void {
  optimizer.zeroGrad();
  optimizer.parameters.forEach((p, i) => {
    const factor = factors[i] ?? null;
    if (factor !== null) p.mul(p).mul(factor).sum().backward();
  });
  optimizer.step();
}

const valuesOf = (optimizer: Optimizer) => optimizer.parameters.map(list);

describe.each(Object.entries(makers))('%s', (_name, make) => {
  test('saved and loaded after any steps takes the same next steps, bit for bit', async () => {
    const factors = fc.array(fc.option(fc.double({ min: -2, max: 2, noNaN: true })), { minLength: 2, maxLength: 2 });
    const steps = fc.array(factors, { maxLength: 4 });
    const weight = fc.float({ min: -2, max: 2, noNaN: true });
    const weights = fc.tuple(
      fc.array(weight, { minLength: 3, maxLength: 3 }),
      fc.array(weight, { minLength: 1, maxLength: 1 }),
    );
    await fc.assert(
      fc.asyncProperty(
        weights,
        steps,
        steps,
        fc.double({ min: 0.001, max: 1, noNaN: true }),
        async (first, before, after, rate) => {
          const whole = make(parametersOf(first));
          for (const each of before) move(whole, each);
          whole.learningRate = rate;
          const resumed = make(parametersOf(valuesOf(whole)));
          resumed.loadStateDict(await whole.stateDict());
          for (const each of after) {
            move(whole, each);
            move(resumed, each);
          }
          expect(valuesOf(resumed)).toEqual(valuesOf(whole));
          expect(await resumed.stateDict()).toEqual(await whole.stateDict());
        },
      ),
      { numRuns: 40 },
    );
  });
});

test('a new optimizer gives other values: momentum and moments matter', async () => {
  for (const name of ['SGD with momentum', 'Adam']) {
    const whole = makers[name]!(parametersOf([[1, -2]]));
    for (let step = 0; step < 3; step++) move(whole, [1]);
    const cold = makers[name]!(parametersOf(valuesOf(whole)));
    move(whole, [1]);
    move(cold, [1]);
    expect(valuesOf(cold)).not.toEqual(valuesOf(whole));
  }
});

test('entries are named by the index of the parameter, and read before any update', async () => {
  const optimizer = new SGD([new Parameter(tensor([1, 2], exact))], { momentum: 0.5, learningRate: 0.25 });
  move(optimizer, [0.5]);
  const reading = optimizer.stateDict();
  move(optimizer, [0.5]);
  expect(await reading).toEqual({
    steps: { shape: [], dtype: 'float64', data: Float64Array.of(1) },
    learningRate: { shape: [], dtype: 'float64', data: Float64Array.of(0.25) },
    '0.steps': { shape: [], dtype: 'float64', data: Float64Array.of(1) },
    '0.velocity': { shape: [2], dtype: 'float64', data: Float64Array.of(1, 2) },
  });
});

describe('fails as a whole, and the optimizer does not change:', () => {
  const scalar = (value: number) => ({ shape: [], data: [value] });

  async function refusal(change: (entries: Record<string, StateDict[string]>) => void): Promise<StateDictError> {
    const optimizer = makers['Adam']!(parametersOf([[1, 2], [3]]));
    move(optimizer, [1, 1]);
    const before = await optimizer.stateDict();
    const entries: Record<string, StateDict[string]> = { ...before };
    change(entries);
    try {
      optimizer.loadStateDict(entries);
    } catch (error) {
      expect(await optimizer.stateDict()).toEqual(before);
      return error as StateDictError;
    }
    throw new Error('nothing was refused');
  }

  test('a missing, an unexpected and a mismatched entry, all named at once', async () => {
    const error = await refusal((entries) => {
      delete entries['0.mean'];
      entries['2.mean'] = scalar(1);
      entries['1.square'] = { shape: [2], data: [1, 2] };
    });
    expect(error).toBeInstanceOf(StateDictError);
    expect([error.missing, error.unexpected, error.mismatched]).toEqual([
      ['0.mean'],
      ['2.mean'],
      ['1.square [2] for [1]'],
    ]);
    expect(error.message).toMatch(/^\[Adam\.loadStateDict\] expected its own entries/);
  });

  test.each([
    ['steps', -1, 'steps -1 for a count'],
    ['1.steps', 0.5, '1.steps 0.5 for a count'],
    ['0.steps', NaN, '0.steps NaN for a count'],
    ['learningRate', -0.1, 'learningRate -0.1 for a number of at least 0'],
    ['learningRate', NaN, 'learningRate NaN for a number of at least 0'],
  ])('%s of %p', async (name, value, said) => {
    expect((await refusal((entries) => (entries[name] = scalar(value)))).mismatched).toEqual([said]);
  });

  test('the state of another kind of optimizer, whichever two', async () => {
    const kinds = [makers['SGD']!, makers['SGD with momentum']!, makers['Adam']!];
    for (const from of kinds) {
      const given = await from(parametersOf([[1]])).stateDict();
      for (const to of kinds.filter((each) => each !== from))
        expect(() => to(parametersOf([[1]])).loadStateDict(given)).toThrow(StateDictError);
    }
  });
});

test('loading frees the previous state', async () => {
  const optimizer = makers['Adam']!(parametersOf([[1, 2]]));
  move(optimizer, [1]);
  const state = await optimizer.stateDict();
  const before = optimizer.parameters[0]!.backend.memory().tensors;
  for (let again = 0; again < 3; again++) optimizer.loadStateDict(state);
  expect(optimizer.parameters[0]!.backend.memory().tensors).toBe(before);
});

test.each(['float32', 'float64'] as const)(
  'one that has not moved yet has zeros of the dtype of its parameters: %s',
  async (dtype) => {
    const entries = await new Adam([new Parameter(ones([2], { dtype }))]).stateDict();
    const zeros = dtype === 'float32' ? new Float32Array(2) : new Float64Array(2);
    expect(entries['0.mean']).toEqual({ shape: [2], dtype, data: zeros });
    expect(entries['0.square']).toEqual({ shape: [2], dtype, data: zeros });
  },
);
