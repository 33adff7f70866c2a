import { expect, test } from '@jest/globals';
import { LIF } from '@spikegrad/neurons';
import { OTS } from '@spikegrad/normalization';
import { onlineLoss, sequence } from '@spikegrad/nn';
import type { NetworkOptions } from '../src/index.js';
import { atDepth, awaken, builders, imagesFor, labelsFor, narrow, vggOf } from './networks.js';

type Options = Partial<NetworkOptions>;

/** Every network at each of its depths, and the smallest image that it can be shown. */
const networks = [
  ...(Object.keys(builders) as (keyof typeof builders)[]).flatMap((who) =>
    builders[who].depths.map((depth) => atDepth(who, depth)),
  ),
  ['vgg-9, heavy', (options: Options) => vggOf({ ...options, channels: 2, classifier: 'heavy' }), 8] as const,
];

/** So low a threshold that every layer of a few channels fires before it has learned anything. */
const neuron = () => new LIF({ threshold: new OTS({ initial: 0.1 }) });

test.each(networks)('%s runs forward, and backward to every weight', (_, build, size) => {
  const model = awaken(build({ ...narrow(), neuron }));
  const [count, channels] = [2, model.parameters().find(({ rank }) => rank === 4)!.shape[1]];
  const [images, labels] = [imagesFor(model, count, size, channels), labelsFor(model, count)];
  const said = sequence(model, 2, () => {
    const logits = model.forward(images);
    onlineLoss(logits, labels).backward();
    return logits;
  });
  for (const logits of said) {
    expect(logits.shape).toEqual([count, 3]);
    expect(logits.dataSync().every(Number.isFinite)).toBe(true);
  }
  for (const { path, value } of model.namedParameters()) {
    const gradient = value.grad!.dataSync();
    const learns = !path.endsWith('.weight') || gradient.some((each) => each !== 0);
    expect([path, learns, gradient.every(Number.isFinite)]).toEqual([path, true, true]);
  }
});
