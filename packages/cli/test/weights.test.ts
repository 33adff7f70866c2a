import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { FormatError, Random, SpikegradError } from '@spikegrad/core';
import { decodeModel, decodeSafetensors, encodeSafetensors, Linear } from '@spikegrad/nn';
import { decodeWeights, encodeWeights } from '../../runs/src/checkpoint/weights.js';
import { OneProcess } from './childProcess.js';
import { dataFolder } from '../../datasets/test/records.js';
import { small } from '../../trainer/test/tinyConfig.js';

const random = new Random(1);
const data = Float32Array.from({ length: 200 }, () => random.integer(1000) / 1000);
const weights = { 'layers.0.weight': { shape: [20, 10], dtype: 'float32' as const, data } };
const plain = { weight: { shape: [1, 2], dtype: 'float32' as const, data: Float32Array.of(1, 2) } };

test('any flipped bit of a file is found, of its header too', () => {
  const bytes = encodeWeights(weights);
  expect(decodeWeights(bytes, 'file')).toMatchObject({ sealed: true, entries: { 'layers.0.weight': { data } } });
  const missed: number[] = [];
  for (let bit = 0; bit < 8 * bytes.length; bit++) {
    const flipped = Uint8Array.from(bytes);
    flipped[bit >> 3]! ^= 1 << (bit & 7);
    try {
      decodeWeights(flipped, 'file');
      missed.push(bit);
    } catch (error) {
      if (!(error instanceof SpikegradError)) throw error;
    }
  }
  expect(missed).toEqual([]);
});

test('a file that lost its digest is damaged', () => {
  const { tensors, metadata } = decodeSafetensors(encodeWeights(weights));
  const without = encodeSafetensors(Object.fromEntries(tensors), { format: metadata.get('format')! });
  expect(() => decodeWeights(without, 'file')).toThrow(FormatError);
});

test('the digest of another program under a name like ours is none of ours', () => {
  const entry = { dtype: 'F32', shape: [1], data: Float32Array.of(1) } as const;
  expect(decodeWeights(encodeSafetensors({ a: entry }, { sha256: 'f'.repeat(64) }), 'file').sealed).toBe(false);
});

test('a file with a digest is a safetensors file as any other', () => {
  const model = new Linear(2, 1, { bias: false, random });
  decodeModel(model, encodeWeights(plain));
});

describe('the weights of a run', () => {
  const spikegrad = new OneProcess();
  let folder = '';
  let run = '';
  beforeAll(async () => {
    folder = await dataFolder();
    run = join(folder, 'run');
    await writeFile(
      join(folder, 'tiny.json'),
      JSON.stringify({ ...small, data: { train: ['train.bin'], test: ['test.bin'] } }),
    );
    expect(await spikegrad.run(['train', join(folder, 'tiny.json'), '--out', run])).toMatchObject({ code: 0 });
  });
  afterAll(async () => {
    await spikegrad.end();
    await rm(folder, { recursive: true });
  });

  test('are tested where they are whole or without a digest, which is noted, and not where a bit is flipped', async () => {
    const file = join(run, 'model.safetensors');
    const bytes = await readFile(file);
    const whole = await spikegrad.run(['evaluate', run]);
    expect(whole).toMatchObject({ code: 0, out: expect.not.stringContaining('SHA-256') });

    const { tensors } = decodeSafetensors(bytes);
    await writeFile(file, encodeSafetensors(Object.fromEntries(tensors), { format: 'spikegrad' }));
    const older = await spikegrad.run(['evaluate', run]);
    expect(older).toMatchObject({ code: 0, out: expect.stringContaining(`${file} has no SHA-256`) });
    expect(older.out.split('\n').at(-2)).toBe(whole.out.split('\n').at(-2));

    const flipped = Buffer.from(bytes);
    flipped[flipped.length - 1]! ^= 0x40;
    await writeFile(file, flipped);
    const damaged = await spikegrad.run(['evaluate', run]);
    expect(damaged.err).toMatch(/^error: [^\n]*expected contents of SHA-256 [^\n]*the file is damaged[^\n]*\n$/);
    expect(damaged.code).toBe(1);
  });
});
