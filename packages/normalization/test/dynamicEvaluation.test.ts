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

test('dynamic evaluation gives the values of VanillaNorm in training, step by step, and changes nothing', async () => {
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

test.each(Object.keys(online))('the default evaluation is running: %s', (name) => {
  const norm = online[name]!(4);
  const parts = norm instanceof BNTT ? norm.norms : [norm as RunningNorm];
  expect(parts.map(({ evaluation }) => evaluation)).toEqual(parts.map(() => 'running'));
});

test('a linear norm trains with running statistics, for any evaluation', async () => {
  const norm = new LinearNorm(4, { evaluation: 'dynamic' });
  const x = frames();
  expect((await list(everyStep(norm, x)[0]!))[0]).toBeCloseTo((await list(x))[0]! / Math.sqrt(1 + 1e-4), 5);
});

test('the learned scale of a step is applied', async () => {
  const norm = new TEBN(4, { steps, evaluation: 'dynamic' });
  const plain = new VanillaNorm(4, { evaluation: 'dynamic' });
  norm.scales.replace(norm.scales.mul(3));
  const [scaled, once] = [norm, plain].map((each) => everyStep(each.eval() as RunningNorm, frames())[1]!);
  expect((await list(scaled!))[2]).toBeCloseTo(3 * (await list(once!))[2]!, 5);
});

test('dynamic evaluation of one value per channel fails, and so does an unknown evaluation', () => {
  const norm = new OSR(4, { evaluation: 'dynamic' }).eval();
  expect(() => sequence(norm, 1, () => norm.forward(new Random(1).normal([1, 4])))).toThrow(
    /more than one value per channel for dynamic evaluation.*\[1, 4\]/,
  );
  expect(() => new OSR(4, { evaluation: 'batch' as never })).toThrow("'running' or 'dynamic'");
});
