import { describe, expect, test } from '@jest/globals';
import { ValueError } from '@spikegrad/core';
import { Sequential } from '@spikegrad/nn';
import { nfResNet, nfResNetWS, resNet, sewResNet, vgg, vggWS } from '../src/index.js';

/** What the compiler rejects. */
const wrong = (value: unknown): never => value as never;

const made = () => new Sequential();
const normed = Object.entries({ vgg, resNet, sewResNet, nfResNet });
const standardised = Object.entries({ vggWS, nfResNetWS });

describe.each([
  ...normed.map(([name, make]) => [name, make, { norm: made }] as const),
  ...standardised.map(([name, make]) => [name, make, {}] as const),
])('%s in plain JavaScript', (name, make, norm) => {
  test.each([
    [undefined, 'an object of options but received undefined'],
    [10, 'an object of options but received 10'],
    [{}, 'at least one class but received undefined'],
    [{ classes: 10, seed: 1, ...norm }, 'a neuron, a function such as () => new LIF() but received undefined'],
    [
      { classes: 10, seed: 1, ...norm, neuron: made() },
      'a neuron, a function such as () => new LIF() but received a Sequential',
    ],
    [{ classes: 10, seed: 1, ...norm, neuron: made, widht: 0.5 }, "known options but received 'widht'"],
  ])('fails for %p and says what was expected', (options, message) => {
    const call = () => make(wrong(options));
    expect(call).toThrow(ValueError);
    expect(call).toThrow(`[${name}] expected ${message}`);
  });
});

test.each(normed)('%s fails without a norm: it would be another network', (name, make) => {
  expect(() => make(wrong({ classes: 10, seed: 1, neuron: made }))).toThrow(
    `[${name}] expected a norm, a function such as (channels) => new OSR(channels) but received undefined`,
  );
});

test.each(standardised)('%s fails for a norm, which it would not use', (name, make) => {
  const call = () => make(wrong({ classes: 10, seed: 1, norm: made, neuron: made }));
  expect(call).toThrow(ValueError);
  expect(call).toThrow(`[${name}] expected no norm, since standardised weights replace norms but received a function`);
});
