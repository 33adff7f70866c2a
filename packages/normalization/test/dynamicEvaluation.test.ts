import { expect, test } from '@jest/globals';
import { Random, type Tensor } from '@spikegrad/core';
import { forwardSequence, sequence } from '@spikegrad/nn';
import { BNTT, LinearNorm, OSR, TEBN, VanillaNorm, type RunningNorm } from '../src/index.js';
import { online, steps } from './kinds.js';

const frames = (): Tensor => new Random(3).normal([steps, 5, 4], { mean: 2, deviation: 3 });
const list = async (x: Tensor): Promise<readonly number[]> => Array.from(await x.data());
const everyStep = (norm: RunningNorm | BNTT, x: Tensor): Tensor[] => {
  const outputs: Tensor[] = [];
  sequence(norm, steps, (t) => {
    outputs.push(norm.forward(x.select(0, t)).detach());
    return outputs;
  });
  return outputs;
};

test('a norm that is evaluated dynamically gives what VanillaNorm gave in training, step by step, and moves nothing', async () => {
  const x = frames();
  const trained = new VanillaNorm(4);
  const expected = everyStep(trained, x);
  for (const norm of [new VanillaNorm(4), new OSR(4), new LinearNorm(4)]) {
    norm.evaluation = 'dynamic';
    for (const [t, y] of everyStep(norm.eval() as RunningNorm, x).entries())
      for (const [i, value] of (await list(y)).entries()) expect(value).toBeCloseTo((await list(expected[t]!))[i]!, 5);
    expect(await list(norm.runningMean)).toEqual([0, 0, 0, 0]);
    const whole = await list(forwardSequence(norm, x));
    expect(whole.slice(0, 20)).toEqual(await list(everyStep(norm, x)[0]!));
    norm.evaluation = 'running';
    expect((await list(forwardSequence(norm, x)))[0]).toBeCloseTo((await list(x))[0]! / Math.sqrt(1 + 1e-4), 5);
  }
});

test.each(Object.keys(online))('an evaluation is running unless another is asked for: %s', (name) => {
  const norm = online[name]!(4);
  const parts = norm instanceof BNTT ? norm.norms : [norm as RunningNorm];
  expect(parts.map(({ evaluation }) => evaluation)).toEqual(parts.map(() => 'running'));
});

test('a linear norm that trains takes running statistics, however it is evaluated', async () => {
  const norm = new LinearNorm(4, { evaluation: 'dynamic' });
  const x = frames();
  expect((await list(everyStep(norm, x)[0]!))[0]).toBeCloseTo((await list(x))[0]! / Math.sqrt(1 + 1e-4), 5);
});

test('the learned scale of a step stays on it', async () => {
  const norm = new TEBN(4, { steps, evaluation: 'dynamic' });
  const plain = new VanillaNorm(4, { evaluation: 'dynamic' });
  norm.scales.replace(norm.scales.mul(3));
  const [scaled, once] = [norm, plain].map((each) => everyStep(each.eval() as RunningNorm, frames())[1]!);
  expect((await list(scaled!))[2]).toBeCloseTo(3 * (await list(once!))[2]!, 5);
});

test('one value a channel has no statistics to be evaluated with, and other words are no evaluation', () => {
  const norm = new OSR(4, { evaluation: 'dynamic' }).eval();
  expect(() => sequence(norm, 1, () => norm.forward(new Random(1).normal([1, 4])))).toThrow(
    /more than one value a channel to evaluate dynamically.*\[1, 4\]/,
  );
  expect(() => new OSR(4, { evaluation: 'batch' as never })).toThrow("'running' or 'dynamic'");
});
