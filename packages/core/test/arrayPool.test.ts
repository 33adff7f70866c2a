import { expect, test } from '@jest/globals';
import { OutOfMemoryError } from '@spikegrad/core';
import { arrayOf } from '../src/backend/backend.js';
import { recycle, take } from '../src/cpu/memory/arrayPool.js';

/** Half of what the pool keeps. Nothing writes to these arrays, so they take no memory. */
const large = (): Float64Array => new Float64Array(2 ** 25);

test('a freed array is reused once, for a request of its dtype and size', () => {
  const [single, double] = [new Float32Array(256), new Float64Array(256)];
  recycle(single);
  recycle(double);
  expect(take('float32', 257)).toHaveLength(257);
  expect(take('float64', 256)).toBe(double);
  expect(take('float32', 256)).toBe(single);
  expect(take('float32', 256)).not.toBe(single);
});

test('an array that the engine cannot allocate fails with an OutOfMemoryError; other errors pass unchanged', () => {
  const usual = arrayOf.float32;
  const failWith = (error: Error): void => {
    const fail = function (): never {
      throw error;
    };
    Object.assign(arrayOf, { float32: fail });
  };
  try {
    failWith(new RangeError('Array buffer allocation failed'));
    expect(() => take('float32', 10)).toThrow(OutOfMemoryError);
    expect(() => take('float32', 10)).toThrow(/room for 40 bytes more .* but received Array buffer allocation failed$/);
    failWith(new TypeError('another'));
    expect(() => take('float32', 10)).toThrow(new TypeError('another'));
  } finally {
    Object.assign(arrayOf, { float32: usual });
  }
});

test('each of several arrays of one size is reused', () => {
  const arrays = [new Float32Array(300), new Float32Array(300)];
  for (const array of arrays) recycle(array);
  expect(new Set([take('float32', 300), take('float32', 300)])).toEqual(new Set(arrays));
});

test('small arrays, and views of larger ones, are not kept', () => {
  const [small, view] = [new Float32Array(255), new Float32Array(1024).subarray(0, 512)];
  recycle(small);
  recycle(view);
  expect(take('float32', 255)).not.toBe(small);
  expect(take('float32', 512)).not.toBe(view);
});

test('the pool keeps half a gigabyte at most, and drops the size that was unused longest', () => {
  const oldest = new Float32Array(1000);
  const [first, second] = [large(), large()];
  recycle(oldest);
  recycle(first);
  recycle(second); // 4,000 bytes too many
  expect(take('float32', 1000)).not.toBe(oldest);
  expect(new Set([take('float64', first.length), take('float64', first.length)])).toEqual(new Set([first, second]));
});

test('arrays in use do not count, and a size that was freed again is the most recent', () => {
  const [early, late] = [new Float32Array(2000), new Float32Array(3000)];
  recycle(early);
  recycle(late);
  recycle(take('float32', 2000));
  const arrays = [large(), large()];
  for (const array of arrays) recycle(array); // 20,000 bytes too many: the 12,000 of `late` do not suffice
  expect(take('float32', 3000)).not.toBe(late);
  expect(take('float32', 2000)).not.toBe(early);
  for (const array of arrays) expect(arrays).toContain(take('float64', array.length));
});

test('an array above the limit is not kept, and no other is dropped for it', () => {
  const [kept, huge] = [new Float32Array(4000), new Float64Array(2 ** 26 + 1)];
  recycle(kept);
  recycle(huge);
  expect(take('float64', huge.length)).not.toBe(huge);
  expect(take('float32', 4000)).toBe(kept);
});
