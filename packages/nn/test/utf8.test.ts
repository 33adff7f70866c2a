import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { compareUtf8, hasLoneSurrogate } from '../src/safetensors/utf8.js';

/** Strings that have much in common, with characters of one to four bytes. */
const strings = fc
  .array(fc.constantFrom('a', 'b', 'é', '～', '😀', '🙂'), { maxLength: 5 })
  .map((parts) => parts.join(''));

test('strings compare as their UTF-8 bytes do', () => {
  fc.assert(
    fc.property(strings, strings, (left, right) => {
      const expected = Buffer.compare(Buffer.from(left), Buffer.from(right));
      expect(Math.sign(compareUtf8(left, right))).toBe(expected);
    }),
    { numRuns: 500 },
  );
  expect(compareUtf8('😀', '～')).toBeGreaterThan(0);
  expect(compareUtf8('layer.1', 'layer.2')).toBeLessThan(0);
});

test('half of a surrogate pair is found at any position', () => {
  expect(['\ud800', 'a\udc00', '😀\ud83d', '\udc00\ud800'].map(hasLoneSurrogate)).toEqual([true, true, true, true]);
  expect(['', 'a', '😀', '\ud7ff\ue000'].map(hasLoneSurrogate)).toEqual([false, false, false, false]);
});
