import { expect, test } from '@jest/globals';
import { LIF } from '@spikegrad/neurons';
import { OTS } from '@spikegrad/normalization';
import { onlineLoss, sequence, type Module } from '@spikegrad/nn';
import type { NetworkOptions } from '../src/index.js';
import {
  awaken,
  imagesFor,
  labelsFor,
  narrow,
  nfResNetOf,
  nfResNetWSOf,
  resNetOf,
  sewResNetOf,
  vggOf,
  vggWSOf,
} from './networks.js';

type Options = Partial<NetworkOptions>;

/** A network at each of its depths, and the smallest image that its published stem leaves something of. */
const atEach = <Depth extends number>(
  name: string,
  depths: readonly Depth[],
  build: (options: Options & { readonly depth: Depth }) => Module,
  size: number,
) => depths.map((depth) => [`${name}-${depth}`, (options: Options) => build({ ...options, depth }), size] as const);

const networks = [
  ...atEach('VGG', [5, 9, 13], vggOf, 8),
  ...atEach('heavy VGG', [9], (options) => vggOf({ ...options, channels: 2, classifier: 'heavy' }), 8),
  ...atEach('VGG-WS', [5, 9, 13], vggWSOf, 8),
  ...atEach('ResNet', [9, 15, 19], resNetOf, 8),
  ...atEach('SEW-ResNet', [10, 18, 34], sewResNetOf, 16),
  ...atEach('NF-ResNet', [10, 18, 34], nfResNetOf, 16),
  ...atEach('NF-ResNet-WS', [10, 18, 34], nfResNetWSOf, 16),
];

/** So low a threshold that every layer of a few channels fires before it has learned anything. */
const neuron = () => new LIF({ threshold: new OTS({ initial: 0.1 }) });

test.each(networks)('%s goes forward, and backward to every weight', (_, build, size) => {
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
