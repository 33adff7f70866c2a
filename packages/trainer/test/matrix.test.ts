import { afterAll, describe, expect, test } from '@jest/globals';
import { cpu, use } from '@spikegrad/core';
import { wasm } from '@spikegrad/wasm';
import { onMode } from '../../gpu/test/backends.js';
import { parseConfig } from '../src/config/parse.js';
import { learned } from './learned.js';
import {
  configOf,
  everyLevel,
  factors,
  keyOf,
  matrix,
  pairs,
  pairsOf,
  refusalsOf,
  samples,
  type Row,
} from './matrix.js';

const rows = matrix();
const drawn = samples(20, 1);
const trains = (row: Row): boolean => refusalsOf(row).length === 0;
const named = (all: readonly Row[]) => all.map((row) => [Object.values(row).join(', '), row] as const);

afterAll(() => use(cpu()));

describe('the matrix', () => {
  test('has at most 80 rows that train', () => {
    expect(rows.filter(trains).length).toBeLessThanOrEqual(80);
  });

  test('has every possible pair of levels in a row that trains, every impossible one in a row that is refused', () => {
    const met = new Set(rows.filter(trains).flatMap(pairsOf).map(keyOf));
    const refused = new Set(rows.filter((row) => !trains(row)).flatMap(pairsOf).map(keyOf)); // prettier-ignore
    const missing = pairs.filter((pair) => !(refusalsOf(pair).length === 0 ? met : refused).has(keyOf(pair)));
    expect(missing).toEqual([]);
    expect(pairs.length).toBeGreaterThan(400);
  });
});

test.each(named([...rows, ...drawn].filter((row) => !trains(row))))(
  '%s: refused when it is read, both named',
  (_, row) => {
    for (const refusal of refusalsOf(row)) expect(() => parseConfig(configOf(row), 'run.json')).toThrow(refusal);
  },
);

test.each(named([...rows, ...drawn].filter(trains)))(
  '%s: learns in every weight on cpu and wasm, and leaves nothing behind',
  async (_, row) => {
    const [reference, fast] = [await learned(row, cpu()), await learned(row, wasm({ threads: 1 }))];
    for (const { finite, still, left } of [reference, fast]) expect([finite, still, left]).toEqual([true, [], 0]);
    // Sums in another order: of 84 rows two differ by 4e-5 and 5e-5, the others by less than 4e-7.
    expect(Math.abs(fast.losses[0]! - reference.losses[0]!)).toBeLessThan(1e-4);
  },
);

/** What the rest of the backend's work is, the contract knows. */
const few = everyLevel(rows.filter(trains));

test('every model, norm, rule, neuron, threshold, optimizer, loss and coding is in one of the few that train on gpu', () => {
  const levels = Object.entries(factors).flatMap(([factor, each]) => Object.keys(each).map((level) => [factor, level]));
  const met = new Set(few.flatMap((row) => Object.entries(row).map(String)));
  expect(levels.filter((level) => !met.has(String(level)))).toEqual([]);
  expect(few.length).toBeLessThan(20);
});

test.each(named(few))('%s: learns on gpu, as cpu does', async (_, row) => {
  const [reference, device] = [await learned(row, cpu()), await learned(row, onMode('cpu'))];
  expect([device.finite, device.still, device.left]).toEqual([true, [], 0]);
  expect(device.losses[0]).toBeCloseTo(reference.losses[0]!, 3);
});
