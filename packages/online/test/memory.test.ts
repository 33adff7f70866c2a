import { describe, expect, test } from '@jest/globals';
import { cpu, Random, type Backend } from '@spikegrad/core';
import { LIF } from '@spikegrad/neurons';
import { OTS } from '@spikegrad/normalization';
import { SGD } from '@spikegrad/nn';
import { wasm } from '@spikegrad/wasm';
import { bptt, ndot, online, ottt, slttK, type LearningRule, type TrainingBatch } from '../src/index.js';
import { batchOf, rules, spikingNet, stepOf, stepwise } from './spikingNet.js';

/** A batch of `steps` steps on one static batch, everything on `backend`. */
function trainingBatchOn(backend: Backend, steps: number): TrainingBatch {
  const place = { backend, dtype: 'float32' } as const;
  const neuron = (): LIF => new LIF({ threshold: new OTS({ steps: 64, ...place }) });
  const model = spikingNet({ ...place, neuron });
  const optimizer = new SGD(model.parameters(), { learningRate: 0.05, momentum: 0.9 });
  return { model, optimizer, steps, step: stepOf(model, batchOf({ ...place, steps: 1 })) };
}

const free = ({ loss, logits }: ReturnType<LearningRule['learn']>): void => {
  loss.dispose();
  logits.dispose();
};

/** The most bytes alive in the second batch, when buffers and velocities are there. */
function peakOf(rule: LearningRule, steps: number, backend: Backend): number {
  const batch = trainingBatchOn(backend, steps);
  free(rule.learn(batch));
  backend.resetPeak();
  free(rule.learn(batch));
  return backend.memory().peakBytes;
}

describe.each([
  ['the reference', cpu],
  ['WebAssembly', () => wasm({ threads: 1 })],
])('peak memory on %s', (_, backend) => {
  /** Thresholds of OTS that training remembers: one number a layer and step, the only thing kept of each step. */
  const remembered = (steps: number): number => 2 * 4 * steps;

  test.each(stepwise)('of %s is that of one step, however long the sequence', (_name, make) => {
    const [four, sixtyFour] = [4, 64].map((steps) => peakOf(make(), steps, backend()) - remembered(steps));
    expect(sixtyFour).toBe(four);
  });

  test('of BPTT is linear in the number of steps', () => {
    const [eight, sixteen, twentyFour] = [8, 16, 24].map((steps) => peakOf(bptt(), steps, backend()));
    expect((twentyFour! - sixteen!) / (sixteen! - eight!)).toBeCloseTo(1, 1);
    expect(eight!).toBeGreaterThan(2 * peakOf(online(), 8, backend()));
  });

  test.each(['accumulate', 'online'] as const)(
    'of traces is more by at most those of this step and the last, update %s',
    (update) => {
      const [least, traces, most] = [online, ottt, ndot].map((rule) => peakOf(rule({ update }), 4, backend()));
      const spikes = 2 * 8 * 12 * 4; // layers, samples, neurons, bytes
      expect(traces! - least!).toBeGreaterThan(0);
      expect(traces! - least!).toBeLessThanOrEqual(2 * spikes);
      expect(most! - traces!).toBeGreaterThan(0);
      expect(most! - least!).toBeLessThanOrEqual(4 * spikes);
    },
  );

  test.each(['accumulate', 'online'] as const)(
    'of SLTT-K is at most that of online, and it where K is T, update %s',
    (update) => {
      const most = peakOf(online({ update }), 4, backend());
      const peaks = [1, 2, 4].map((k) => peakOf(slttK({ k, update, random: new Random(1) }), 4, backend()));
      expect(Math.max(...peaks)).toBe(most);
      expect(peaks[2]).toBe(most);
    },
  );
});

describe('live tensors', () => {
  test.each(rules)('stay exactly as many over batches by %s', (_, make) => {
    const rule = make();
    const backend = cpu();
    const batch = trainingBatchOn(backend, 4);
    free(rule.learn(batch));
    const { tensors, bytes } = backend.memory();
    for (let i = 0; i < 20; i++) free(rule.learn(batch));
    expect(backend.memory()).toMatchObject({ tensors, bytes });
  });

  test('stay exactly as many over 1,000 steps of a spiking network with OSR and OTS', () => {
    const backend = cpu();
    const batch = trainingBatchOn(backend, 4);
    free(online().learn(batch));
    const { tensors, bytes } = backend.memory();
    const seen = new Set<number>();
    for (let i = 0; i < 250; i++) {
      free(online().learn(batch));
      seen.add(backend.memory().tensors);
    }
    expect([...seen]).toEqual([tensors]);
    expect(backend.memory().bytes).toBe(bytes);
  });

  test('are parameters, their gradients and velocities, running statistics, thresholds and the batch, and nothing else', () => {
    const backend = cpu();
    const batch = trainingBatchOn(backend, 4);
    free(online().learn(batch));
    const parameters = batch.model.parameters().length;
    const buffers = batch.model.namedBuffers().length;
    expect(backend.memory().tensors).toBe(3 * parameters + buffers + 2);
  });

  test.each(rules)('of a batch by %s that fails are gone', (_, make) => {
    const rule = make();
    const backend = cpu();
    const batch = trainingBatchOn(backend, 4);
    free(rule.learn(batch));
    batch.optimizer.zeroGrad();
    const { tensors } = backend.memory();
    const failing = (t: number): ReturnType<TrainingBatch['step']> => {
      if (t === 2) throw new Error('at step 2');
      return batch.step(t);
    };
    expect(() => rule.learn({ ...batch, step: failing })).toThrow('at step 2');
    batch.optimizer.zeroGrad();
    expect(backend.memory().tensors).toBe(tensors);
    expect(() => free(rule.learn(batch))).not.toThrow();
  });
});
