import { describe, expect, test } from '@jest/globals';
import { ValueError } from '@spikegrad/core';
import { Sequential } from '@spikegrad/nn';
import { nfResNet, nfResNetWS, resNet, sewResNet, vgg, vggWS } from '../src/index.js';

/** What a compiler would have refused. */
const wrong = (value: unknown): never => value as never;

const made = () => new Sequential();
const normed = Object.entries({ vgg, resNet, sewResNet, nfResNet });
const standardised = Object.entries({ vggWS, nfResNetWS });

describe.each([...normed, ...standardised])('%s, of a program that no compiler has checked,', (name, make) => {
  test.each([
    [undefined, 'an object of options but received undefined'],
    [10, 'an object of options but received 10'],
    [{}, 'at least one class but received undefined'],
    [{ classes: 10, seed: 1, norm: made }, 'a neuron, a function such as () => new LIF() but received undefined'],
    [
      { classes: 10, seed: 1, norm: made, neuron: made() },
      'a neuron, a function such as () => new LIF() but received a Sequential',
    ],
    [{ classes: 10, seed: 1, norm: made, neuron: made, widht: 0.5 }, "known options but received 'widht'"],
  ])('says what is needed where %p is given', (options, message) => {
    const call = () => make(wrong(options));
    expect(call).toThrow(ValueError);
    expect(call).toThrow(`[${name}] expected ${message}`);
  });
});

test.each(normed)('%s says so where the norm is left out: without one it is another network', (name, make) => {
  expect(() => make(wrong({ classes: 10, seed: 1, neuron: made }))).toThrow(
    `[${name}] expected a norm, a function such as (channels) => new OSR(channels) but received undefined`,
  );
});
