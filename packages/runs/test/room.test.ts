import { expect, test } from '@jest/globals';
import { ValueError } from '@spikegrad/core';
import { buildNetwork } from '../../trainer/src/build/network.js';
import { checkRoom } from '../src/memory/room.js';
import { tinyConfig } from '../../trainer/test/tinyConfig.js';

const dimensions = { classes: 10, channels: 3 };

test('a network has room up to the last byte of weights, gradients and what the optimizer remembers', () => {
  const plain = tinyConfig('', {});
  const weights = buildNetwork(plain, dimensions)
    .parameters()
    .filter(({ shape }) => shape.length > 1 || shape[0] === 10) // γ and β are not counted: they are few
    .reduce((total, { size }) => total + size, 0);
  const held = (optimizer: object) => {
    const config = tinyConfig('', { optimizer });
    const fits = (numbers: number): boolean => {
      try {
        checkRoom(config, dimensions, 'learn', 4 * numbers * weights - 1);
        return true;
      } catch (error) {
        expect(error).toBeInstanceOf(ValueError);
        return false;
      }
    };
    return [1, 2, 3, 4, 5].filter((numbers) => !fits(numbers)).length;
  };
  expect(held({ name: 'sgd' })).toBe(3);
  expect(held({ name: 'sgd', momentum: 0 })).toBe(2);
  expect(held({ name: 'adam' })).toBe(4);
});

test('the widest network there can be is refused by name and numbers, before anything of it is made', () => {
  const wide = tinyConfig('', { model: { width: 16 } });
  expect(() => checkRoom(wide, dimensions, 'learn', 8e9)).toThrow(
    /^\[model\.width\] expected a network that fits into 8\.0 GB of memory but received 16: \d+\.\d GB for [\d,]+ parameters of 12 bytes each; use a smaller width$/,
  );
  expect(() => checkRoom(wide, dimensions, 'test', 2 ** 40)).not.toThrow();
});
