import { expect, test } from '@jest/globals';
import { Random } from '@spikegrad/core';
import { decodeModel, decodeSafetensors, encodeModel, Linear, stateDict } from '../src/index.js';

test.each([
  ['float32', 'F32'],
  ['float64', 'F64'],
] as const)(
  'a model of %s is a file of %s, with the metadata it was given, and comes back from it',
  async (dtype, name) => {
    const linear = (seed: number): Linear => new Linear(3, 2, { random: new Random(seed), dtype });
    const [saved, loaded] = [linear(1), linear(2)];
    const bytes = await encodeModel(saved, { note: 'kept' });
    const { tensors, metadata } = decodeSafetensors(bytes);
    expect([...tensors].map(([path, entry]) => [path, entry.dtype, entry.shape])).toEqual([
      ['bias', name, [2]],
      ['weight', name, [2, 3]],
    ]);
    expect(metadata.get('note')).toBe('kept');
    decodeModel(loaded, bytes);
    expect(await stateDict(loaded)).toEqual(await stateDict(saved));
  },
);
