import { describe, expect, test } from '@jest/globals';
import { cpu } from '@spikegrad/core';
import { LIF } from '@spikegrad/neurons';
import { OTS } from '@spikegrad/normalization';
import { Monitor, sequence, SGD } from '@spikegrad/nn';
import { largestDifference } from '@spikegrad/testing';
import { online, predict } from '../src/index.js';
import { batchOf, ratesOf, spikingNet, stepOf } from './spikingNet.js';

const steps = 3;
const { frames } = batchOf({ steps });

describe('a prediction', () => {
  test('is the sum of the network’s outputs in evaluation, and has no gradient', () => {
    const model = spikingNet();
    const logits = predict(model, steps, (t) => model.forward(frames[t]!));
    const each = sequence(model.eval(), steps, (t) => model.forward(frames[t]!)).map((y) => [...y.dataSync()]);
    const sum = each.reduce((a, b) => a.map((x, i) => x + b[i]!));
    expect(logits.shape).toEqual([8, 3]);
    expect(logits.requiresGrad).toBe(false);
    expect(largestDifference([[...logits.dataSync()]], [sum])).toBeLessThan(1e-14);
  });

  test('restores the mode of every module, also when it fails', () => {
    const model = spikingNet();
    const frozen = model.modules()[2]!;
    frozen.eval();
    const modes = model.modules().map(({ training }) => training);
    expect(new Set(modes)).toEqual(new Set([true, false]));
    const seen: boolean[] = [];
    predict(model, steps, (t) => {
      seen.push(...model.modules().map(({ training }) => training));
      return model.forward(frames[t]!);
    });
    expect(new Set(seen)).toEqual(new Set([false]));
    expect(model.modules().map(({ training }) => training)).toEqual(modes);
    const fail = (): never => {
      throw new Error('no frame');
    };
    expect(() => predict(model, steps, fail)).toThrow('no frame');
    expect(model.modules().map(({ training }) => training)).toEqual(modes);
    predict(model.eval(), steps, (t) => model.forward(frames[t]!));
    expect(model.training).toBe(false);
  });

  test('leaves no tensors except its result', () => {
    const backend = cpu();
    const place = { backend, dtype: 'float32' } as const;
    const model = spikingNet({ ...place, neuron: () => new LIF({ threshold: new OTS({ steps, ...place }) }) });
    const batch = batchOf({ ...place, steps });
    const { tensors, bytes } = backend.memory();
    const peaks = [3, 30].map((length) => {
      backend.resetPeak();
      predict(model, length, (t) => model.forward(batch.frames[t % steps]!)).dispose();
      expect(backend.memory()).toMatchObject({ tensors, bytes });
      return backend.memory().peakBytes;
    });
    expect(peaks[1]).toBe(peaks[0]);
    const broken = (t: number) => {
      if (t === 2) throw new Error('no frame');
      return model.forward(batch.frames[t]!);
    };
    expect(() => predict(model, steps, broken)).toThrow('no frame');
    expect(backend.memory()).toMatchObject({ tensors, bytes });
  });

  test('does not change parameters, buffers and gradients', () => {
    const model = spikingNet();
    const optimizer = new SGD(model.parameters(), { learningRate: 0.1 });
    online().learn({ model, optimizer, steps, step: stepOf(model, batchOf({ steps })) });
    const held = [...model.namedParameters(), ...model.namedBuffers()].map(({ value }) => value);
    const values = () =>
      held.flatMap((value) => [value, ...(value.grad ? [value.grad] : [])]).map((x) => [...x.dataSync()]);
    const before = values();
    predict(model, steps, (t) => model.forward(frames[t]!));
    expect(values()).toEqual(before);
  });

  test('records every step with its monitor', async () => {
    const model = spikingNet();
    const monitor = new Monitor(model);
    predict(model, steps, (t) => model.forward(frames[t]!), { monitor });
    expect(await ratesOf(monitor)).toHaveLength(2);
  });
});
