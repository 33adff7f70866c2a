import { expect, test } from '@jest/globals';
import type { StateDict } from '@spikegrad/nn';
import { ConfigError } from '../../trainer/src/config/configError.js';
import { parseConfig } from '../../trainer/src/config/parse.js';
import { recognise } from '../src/released/recognise.js';
import { ReleasedError } from '../src/released/releasedError.js';

test('of 300 unknown fields ten are explained and all are named', () => {
  const names = Array.from({ length: 300 }, (_, i) => `bogus${i}${'x'.repeat(10_000)}`);
  const config = { data: { set: 'cifar10' }, ...Object.fromEntries(names.map((name) => [name, 1])) };
  let refusal: unknown;
  try {
    parseConfig(config, 'run.json');
  } catch (error) {
    refusal = error;
  }
  expect(refusal).toBeInstanceOf(ConfigError);
  const { message, fields } = refusal as ConfigError;
  expect(message.match(/did you mean/g)).toHaveLength(10);
  expect(message).toMatch(/and 290 more$/);
  expect(message.length).toBeLessThan(3000);
  expect(fields).toEqual(names);
});

test('the names of a file of weights are listed once, however many networks it is compared with', () => {
  let listed = 0;
  const entries = new Proxy<StateDict>(
    { a: { shape: [1], data: [1] } },
    {
      ownKeys: (target) => {
        listed++;
        return Reflect.ownKeys(target);
      },
    },
  );
  expect(() => recognise(entries, 'file')).toThrow(ReleasedError);
  expect(listed).toBe(1);
});
