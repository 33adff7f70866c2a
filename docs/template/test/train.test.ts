import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { ValueError } from '@spikegrad/core';
import { parseSettings, train } from '../src/train.js';

const text = await readFile(new URL('../../train.json', import.meta.url), 'utf8');

test('a short training is better than chance, and gives the same numbers again', async () => {
  const settings = { ...parseSettings(text), epochs: 2, trainSamples: 256, testSamples: 64 };
  const accuracies = await train(settings);
  assert.ok(accuracies.at(-1)! > 0.5, `the accuracy is ${accuracies.at(-1)}, that of chance 0.25`);
  assert.deepEqual(await train(settings), accuracies);
});

test('settings that are unknown, missing or no numbers are refused', () => {
  const settings = JSON.parse(text) as object;
  for (const wrong of [{ ...settings, momentum: 1 }, { ...settings, decay: '0' }, { seed: 1 }])
    assert.throws(() => parseSettings(JSON.stringify(wrong)), ValueError);
});
