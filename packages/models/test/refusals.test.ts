import { describe, expect, test } from '@jest/globals';
import { meta, ShapeError, ValueError } from '@spikegrad/core';
import { sequence, type Module, type TraceInput } from '@spikegrad/nn';
import { builders, everyNetwork, imagesFor, nfResNetOf, sewResNetOf, vggOf } from './networks.js';

const step = (model: Module, size: number, channels = 3): void =>
  void sequence(model, 1, () => model.forward(imagesFor(model, 2, size, channels)));

describe.each(Object.entries(builders))('%s fails for', (who, { build, depths }) => {
  const backend = meta();

  test.each([0, -1, 2.5, Number.NaN])('%p classes', (classes) => {
    expect(() => build({ backend, classes })).toThrow(ValueError);
    expect(() => build({ backend, classes })).toThrow(`[${who}] expected at least one class but received ${classes}`);
  });

  test.each([0, -1, 2.5])('%p channels', (channels) => {
    expect(() => build({ backend, channels })).toThrow(`[${who}] expected at least one input channel`);
  });

  test.each([0, -0.5, Number.NaN, Number.POSITIVE_INFINITY])('a width of %p', (width) => {
    expect(() => build({ backend, width })).toThrow(`[${who}] expected a width above 0 but received ${width}`);
  });

  test.each([-1, 0.5, 2 ** 32, undefined as unknown as number])('a seed of %p', (seed) => {
    expect(() => build({ backend, seed })).toThrow(ValueError);
    expect(() => build({ backend, seed })).toThrow(`[${who}] expected a seed that is a whole number`);
  });

  test('a depth it does not have', () => {
    expect(() => build({ backend, depth: 50 })).toThrow(
      `[${who}] expected a depth of ${depths.slice(0, -1).join(', ')} or ${depths.at(-1)} but received 50`,
    );
  });

  test('a stem it does not know', () => {
    const stem = 'mnist' as 'cifar';
    expect(() => build({ backend, stem })).toThrow(
      `[${who}] expected a stem of 'cifar' or 'imagenet' but received 'mnist'`,
    );
  });

  test('images of other channels, with the name of the convolution', () => {
    const attempt = (): void => step(build({ backend }), 32, 4);
    expect(attempt).toThrow(ShapeError);
    expect(attempt).toThrow('[conv2d]');
  });
});

test('vgg fails for images below 8², with the name of the pooling', () => {
  const model = vggOf({ backend: meta() });
  expect(() => step(model, 8)).not.toThrow();
  for (const size of [7, 4, 1]) {
    expect(() => step(model, size)).toThrow(ShapeError);
    expect(() => step(model, size)).toThrow('[avgPool2d]');
  }
});

test('nfResNet fails for empty images, with the name of the convolution', () => {
  const model = nfResNetOf({ backend: meta() });
  expect(() => step(model, 1)).not.toThrow();
  expect(() => step(model, 0)).toThrow('[conv2d]');
});

test.each(everyNetwork)('%s has either stem', (_, build) => {
  const backend = meta();
  for (const stem of ['cifar', 'imagenet'] as const) {
    const model = build({ backend, stem });
    const [weight] = model.parameters().filter(({ rank }) => rank === 4);
    expect(weight!.shape[2]).toBe(stem === 'cifar' ? 3 : 7);
    expect(() => step(model, 64)).not.toThrow();
  }
});

test('the stem of ImageNet has max pooling in SEW-ResNet, which fails for traces', () => {
  const model = sewResNetOf({ depth: 10, width: 1 / 16 });
  const attempt = (): unknown => {
    const trace = { next: (_: unknown, { spike }: TraceInput) => ({ activity: spike.detach() }) };
    return sequence(model, 1, () => model.forward(imagesFor(model, 1, 16)), { trace });
  };
  expect(attempt).toThrow('[MaxPool2d] expected an input without a trace');
});

test('every layer has at least one channel, for any width', () => {
  expect(vggOf({ width: 1e-9 }).parameters()[0]!.shape).toEqual([1, 3, 3, 3]);
});
