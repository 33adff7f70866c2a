import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { fileURLToPath } from 'node:url';
import { cpu, use } from '@spikegrad/core';
import { batches, readCifar10, subset } from '@spikegrad/data';
import { vgg } from '@spikegrad/models';
import { LIF } from '@spikegrad/neurons';
import { Monitor, type Readings } from '@spikegrad/nn';
import { OSR, OTS, type OTSEvaluation } from '@spikegrad/normalization';
import { predict } from '@spikegrad/online';
import { wasm } from '@spikegrad/wasm';
import { fit } from '../src/fit/fit.js';

const sample = fileURLToPath(new URL('../../data/samples/cifar10/train_2000.bin', import.meta.url));

beforeAll(() => use(wasm({ threads: 1 })));
afterAll(() => use(cpu()));

const steps = 4;
const range = (from: number, to: number): readonly number[] => Array.from({ length: to - from }, (_, i) => from + i);

/** Almost no neuron of the deep layers fires in the first batches; thresholds remembered of these would silence the layers in evaluation. */
test('a VGG that learned 40 batches with the defaults fires with its remembered thresholds as with those of the batch', async () => {
  const all = await readCifar10(sample);
  const thresholds: OTS[] = [];
  const neuron = (): LIF => {
    const threshold = new OTS({ steps });
    thresholds.push(threshold);
    return new LIF({ threshold });
  };
  const model = vgg({ classes: 10, seed: 1, width: 1 / 16, norm: (channels) => new OSR(channels), neuron });
  await fit(model, { train: subset(all, range(0, 320)), epochs: 1, batchSize: 8 });
  const rates = async (evaluation: OTSEvaluation): Promise<Readings> => {
    for (const threshold of thresholds) threshold.evaluation = evaluation;
    const monitor = new Monitor(model);
    for await (const { image } of batches(subset(all, range(320, 420)), { size: 100, shuffle: false, normalise: null }))
      predict(model, steps, () => model.forward(image), { monitor });
    return monitor.read();
  };
  const [running, dynamic] = [await rates('running'), await rates('dynamic')];
  const layers = Object.keys(running).filter((path) => running[path]!['rate']);
  expect(layers).toHaveLength(8);
  for (const path of layers) {
    for (const theta of running[path]!['threshold']!) expect([path, theta < 3 && theta > 0.5]).toEqual([path, true]);
    running[path]!['rate']!.forEach((rate, t) => expect(rate / dynamic[path]!['rate']![t]!).toBeGreaterThan(0.75));
  }
}, 60_000);
