import { afterEach, describe, expect, test } from '@jest/globals';
import { tensor, ValueError } from '@spikegrad/core';
import { native, NativeError } from '../src/index.js';
import { sets } from './backends.js';

const before = process.env['SPIKEGRAD_NATIVE'];
const setVariable = (value: string | undefined): void => {
  if (value === undefined) delete process.env['SPIKEGRAD_NATIVE'];
  else process.env['SPIKEGRAD_NATIVE'] = value;
};
afterEach(() => setVariable(before));

describe('native()', () => {
  test.each(sets)('takes the kernels for %s by option and by variable, and says so', async (instructions) => {
    setVariable(instructions);
    for (const backend of [native({ threads: 1 }), native({ threads: 1, instructions })]) {
      expect(backend).toMatchObject({ name: 'native', threads: 1, instructions });
      const x = tensor(
        [
          [1, 2],
          [3, 4],
        ],
        { backend },
      );
      expect(await x.matmul(x).data()).toEqual(new Float32Array([7, 10, 15, 22]));
      backend.dispose();
    }
  });

  test('takes the best set that the processor has', () => {
    setVariable(undefined);
    if (sets.length > 0) expect(native({ threads: 1 }).instructions).toBe(sets[0]);
    else expect(() => native({ threads: 1 })).toThrow(NativeError);
  });

  test('is a typed error where it is switched off', () => {
    setVariable('off');
    expect(() => native()).toThrow(NativeError);
    expect(() => native()).toThrow('kernels that are not switched off');
  });

  test('is a typed error for a set that the processor has not, or that nobody knows', () => {
    setVariable('neon');
    if (!sets.includes('neon')) expect(() => native()).toThrow(NativeError);
    setVariable('sse');
    expect(() => native()).toThrow('[native] expected one of avx512, avx2, neon, or off but received sse');
  });

  test('fails for numbers of threads that no backend has', () => {
    expect(() => native({ threads: 0 })).toThrow(ValueError);
    expect(() => native({ thread: 1 } as object)).toThrow("[native] expected known options but received 'thread'");
  });
});
