import { expect, test } from '@jest/globals';
import { memory, Random } from '@spikegrad/core';
import { Linear, sequence, Sequential } from '@spikegrad/nn';
import { LIF } from '@spikegrad/neurons';
import { LinearNorm, OSR, OTS, VanillaNorm, type Flush } from '../src/index.js';

const kinds = Object.entries({ OSR, VanillaNorm, LinearNorm });
const flushes: readonly Flush[] = ['end', 'lazy'];
test.each(kinds.flatMap(([name, Norm]) => flushes.map((flush) => [name, flush, Norm] as const)))(
  'is flat over a thousand sequences (a hundred for the baselines): %s, flush %s',
  (name, flush, Norm) => {
    const random = new Random(1);
    const neuron = new LIF({ threshold: new OTS({ steps: 3 }), dropout: 0.1, random });
    const model = new Sequential(new Linear(3, 4, { random }), new Norm(4, { flush }), neuron);
    const x = random.normal([5, 3]);
    const learn = () => {
      sequence(model, 3, () => model.forward(x).sum().backward());
      for (const parameter of model.parameters()) {
        parameter.grad?.dispose();
        parameter.grad = null;
      }
    };
    learn();
    const before = memory();
    for (let i = 0; i < (name === 'OSR' ? 1000 : 100); i++) learn();
    expect(memory().tensors).toBe(before.tensors);
    expect(memory().bytes).toBe(before.bytes);
  },
);
