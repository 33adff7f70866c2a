import { describe, expect, test } from '@jest/globals';
import { cpu, Random, type Tensor } from '@spikegrad/core';
import { Conv2d, sequence, type Module } from '@spikegrad/nn';
import fc from 'fast-check';
import type { NFBlockWS } from '../src/index.js';
import type { NFResNetWS, ResNetBlock, SEWBlock } from '../src/index.js';
import { narrow, nfResNetOf, nfResNetWSOf, resNetOf, sewResNetOf } from './networks.js';

const valuesOf = (x: Tensor): readonly number[] => [...x.dataSync()];
const seed = fc.integer({ min: 0, max: 2 ** 32 - 1 });

/** `[2, channels, 4, 4]` in float64, where the model lives. */
const inputFor = (model: Module, channels: number, from: number): Tensor => {
  const { backend, dtype } = model.parameters()[0]!;
  return new Random(from).normal([2, channels, 4, 4], { backend, dtype });
};

/** One step of a part of a model. */
const step = (part: Module, x: Tensor): readonly number[] => valuesOf(sequence(part, 1, () => part.forward(x))[0]!);

const largestDifference = (a: readonly number[], b: readonly number[]): number =>
  Math.max(...a.map((value, i) => Math.abs(value - b[i]!)));

describe('a block of SEW-ResNet', () => {
  const model = sewResNetOf({ ...narrow(cpu()), depth: 18 });

  test('adds spikes to its input, or to those of the layer in its shortcut', () => {
    fc.assert(
      fc.property(seed, (from) => {
        const [same, other] = [model.layer1[1]!, model.layer2[0]!] as [SEWBlock, SEWBlock];
        const x = inputFor(model, 4, from);
        const added = step(same, x).map((value, i) => value - valuesOf(x)[i]!);
        expect(added.every((value) => Math.abs(value) < 1e-12 || Math.abs(value - 1) < 1e-12)).toBe(true);
        expect(step(other, x).every((value) => [0, 1, 2].includes(value))).toBe(true);
      }),
      { numRuns: 20 },
    );
  });
});

describe('a block of the NF-ResNet of OTTT', () => {
  const model: NFResNetWS = nfResNetWSOf({ ...narrow(cpu()), depth: 34 });
  const stages = [model.layer1, model.layer2, model.layer3, model.layer4];

  test('is its shortcut as long as its gain is 0', () => {
    fc.assert(
      fc.property(seed, (from) => {
        const x = inputFor(model, 4, from);
        expect(step(model.layer1[0]!, x)).toEqual(valuesOf(x));
        const { downsample, downscale, neuron1, scale1 } = model.layer2[0] as NFBlockWS;
        const [shortcut] = sequence(model, 1, () =>
          [downscale, neuron1, scale1, downsample!].reduce((y, part) => part.forward(y), x),
        );
        expect(step(model.layer2[0]!, x)).toEqual(valuesOf(shortcut!));
      }),
      { numRuns: 20 },
    );
  });

  test('moves away from it in proportion to its gain', () => {
    fc.assert(
      fc.property(seed, fc.double({ min: -2, max: 2, noNaN: true }), (from, gain) => {
        const block = nfResNetWSOf({ ...narrow(cpu()), depth: 10, seed: from }).layer1[0]!;
        const x = inputFor(block, 4, from);
        const branch = (value: number): readonly number[] => {
          block.skipGain.replace(block.skipGain.mul(0).add(value));
          return step(block, x).map((y, i) => y - valuesOf(x)[i]!);
        };
        const one = branch(1);
        expect(
          largestDifference(
            branch(gain),
            one.map((value) => gain * value),
          ),
        ).toBeLessThan(1e-10);
      }),
      { numRuns: 20 },
    );
  });

  test('divides its input by the deviation after the previous blocks', () => {
    const betas = stages.map((stage) => stage.map(({ downscale }) => Math.round(1e4 / downscale.factor) / 1e4));
    expect(betas).toEqual([
      [1, 1.0198, 1.0392],
      [1.0583, 1.0198, 1.0392, 1.0583],
      [1.077, 1.0198, 1.0392, 1.0583, 1.077, 1.0954],
      [1.1136, 1.0198, 1.0392],
    ]);
    for (const stage of stages) {
      const variances = stage.map(({ downscale }) => downscale.factor ** -2);
      // α² more a block; the first of a stage reads what the stage before has summed up.
      variances.slice(2).forEach((variance, i) => expect(variance - variances[i + 1]!).toBeCloseTo(0.2 ** 2));
    }
  });
});

describe('a block without weights', () => {
  const silent = <M extends Module>(model: M): M => {
    for (const module of model.modules()) {
      if (!(module instanceof Conv2d)) continue;
      for (const value of [module.weight, module.bias!]) value.replace(value.mul(0));
    }
    return model.eval();
  };

  test('returns its real-valued input in NF-ResNet', () => {
    const model = silent(nfResNetOf({ ...narrow(cpu()), depth: 18 }));
    fc.assert(
      fc.property(seed, (from) => {
        const x = inputFor(model, 4, from);
        expect(step(model.layer1[0]!, x)).toEqual(valuesOf(x));
      }),
      { numRuns: 20 },
    );
  });

  test('normalises its input and fires in ResNet-19', () => {
    const model = silent(resNetOf({ ...narrow(cpu()) }));
    fc.assert(
      fc.property(seed, (from) => {
        const block: ResNetBlock = model.layer1[0]!;
        const x = inputFor(model, 8, from);
        const [spikes] = sequence(model, 1, () => block.neuron2.forward(block.norm2.forward(x)));
        expect(step(block, x)).toEqual(valuesOf(spikes!));
      }),
      { numRuns: 20 },
    );
  });
});
