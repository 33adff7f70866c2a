import { describe, expect, test } from '@jest/globals';
import { ones, Random, type Tensor } from '@spikegrad/core';
import { sequence } from '@spikegrad/nn';
import { LIF } from '../src/index.js';
import { list } from './double.js';

const always = (shape: readonly number[]): Tensor => ones(shape).mul(2); // fires at every step
const neuronWith = (dropout: number, seed = 1) => new LIF({ dropout, random: new Random(seed) });

describe('neuron dropout', () => {
  test('drops the same outputs for a whole sequence, and others in the next', () => {
    const neuron = neuronWith(0.5);
    const run = () => sequence(neuron, 4, () => neuron.forward(always([4, 32]))).map(list);
    const [first, second] = [run(), run()];
    for (const frames of [first, second]) for (const frame of frames) expect(frame).toEqual(frames[0]);
    expect(first[0]).not.toEqual(second[0]);
  });

  test('preserves the mean', () => {
    const neuron = neuronWith(0.3);
    const [spikes] = sequence(neuron, 1, () => neuron.forward(always([100, 200]))).map(list);
    expect(new Set(spikes)).toEqual(new Set([0, Math.fround(1 / 0.7)]));
    const mean = spikes!.reduce((sum, each) => sum + each) / spikes!.length;
    // five standard errors, √(p / (1 − p) / count) each
    expect(Math.abs(mean - 1)).toBeLessThan(5 * Math.sqrt(0.3 / 0.7 / 20_000));
  });

  test('does nothing in evaluation, and draws nothing there', () => {
    const neuron = neuronWith(0.5);
    neuron.eval();
    const [spikes] = sequence(neuron, 1, () => neuron.forward(always([4, 8]))).map(list);
    expect(new Set(spikes)).toEqual(new Set([1]));
    expect(neuron.random!.state.index).toBe(0);
  });

  test('depends on the seed', () => {
    const masks = [1, 1, 2].map((seed) => {
      const neuron = neuronWith(0.5, seed);
      return String(sequence(neuron, 1, () => neuron.forward(always([64]))).flatMap(list));
    });
    expect(masks[0]).toBe(masks[1]);
    expect(masks[0]).not.toBe(masks[2]);
  });

  test('stops the gradient of dropped outputs and scales the rest', () => {
    const neuron = neuronWith(0.5);
    const x = always([64]);
    x.requiresGrad = true;
    const [spikes] = sequence(neuron, 1, () => {
      const spike = neuron.forward(x);
      spike.sum().backward();
      return spike;
    }).map(list);
    const slope = Math.max(...list(x.grad)) / 2;
    expect(list(x.grad)).toEqual(spikes!.map((spike) => (spike === 0 ? 0 : slope * spike)));
  });

  test('does not change the membrane', () => {
    const [silenced, plain] = [new LIF({ dropout: 0.9, random: new Random(1) }), new LIF()];
    const currents = [1.2, 0.3, 0.9, 1.1];
    const fired = (neuron: LIF) =>
      sequence(neuron, 4, (t) => neuron.forward(ones([64]).mul(currents[t]!))).map((spike) => Math.max(...list(spike)));
    expect(fired(silenced).map(Boolean)).toEqual(fired(plain).map(Boolean));
  });
});
