import { afterAll, describe, expect, test } from '@jest/globals';
import { cpu, Random, scope, tensor, use, type Backend } from '@spikegrad/core';
import { predict } from '@spikegrad/online';
import { wasm } from '@spikegrad/wasm';
import { onMode } from '../../gpu/test/backends.js';
import { buildOptimizer, buildRule } from '../src/build/learning.js';
import { lessonOf } from '../src/build/lesson.js';
import { buildNetwork } from '../src/build/network.js';
import { parseConfig } from '../src/config/parse.js';
import { configOf, keyOf, matrix, pairs, pairsOf, refusalsOf, samples, type Row } from './matrix.js';

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

/** What three training steps and a test on a backend give. */
async function learned(row: Row, backend: Backend, iterations: number) {
  await use(backend);
  const config = parseConfig(configOf(row), 'run.json');
  const model = buildNetwork(config, { classes: 10, channels: 3 });
  const optimizer = buildOptimizer(model, config.optimizer);
  const random = new Random(1);
  const losses: number[] = [];
  const first = await Promise.all(model.parameters().map((each) => each.data()));
  const side = config.model.name === 'resNet' ? 32 : 16; // its flattened classifier knows its size
  const image = random.uniform([config.batchSize, 3, side, side]);
  const label = tensor([3, 7]);
  for (let i = 0; i < iterations; i++) {
    const { loss, logits } = buildRule(config, i).learn({ ...lessonOf(model, { image, label }, config, i), optimizer });
    losses.push(await loss.item());
    for (const each of [loss, logits]) each.dispose();
  }
  const last = await Promise.all(model.parameters().map((each) => each.data()));
  const moved = last.filter((values, i) => values.some((value, j) => value !== first[i]![j])).length;
  const { step } = lessonOf(model, { image, label }, config, 0);
  const said = scope(() => predict(model, config.steps, (t) => step(t).logits));
  const numbers = [...losses, ...last.flatMap((values) => Array.from(values)), ...(await said.data())];
  for (const each of [...model.parameters(), ...model.namedBuffers().map(({ value }) => value), image, label, said])
    each.dispose();
  return { losses, moved, finite: numbers.every(Number.isFinite) };
}

test.each(named([...rows, ...drawn].filter(trains)))('%s: learns on cpu and wasm', async (_, row) => {
  const [reference, fast] = [await learned(row, cpu(), 3), await learned(row, wasm({ threads: 1 }), 3)];
  for (const { finite, moved } of [reference, fast]) expect([finite, moved > 0]).toEqual([true, true]);
  expect(fast.losses[0]).toBeCloseTo(reference.losses[0]!, 1);
});

/** Some of each kind; the rest of the backend's work is the contract's. */
const few = rows.filter(trains).filter((_, i) => i % 12 === 0);

test.each(named(few))('%s: learns on gpu, as cpu does', async (_, row) => {
  const [reference, device] = [await learned(row, cpu(), 1), await learned(row, onMode('cpu'), 1)];
  expect([device.finite, device.moved > 0]).toEqual([true, true]);
  expect(device.losses[0]).toBeCloseTo(reference.losses[0]!, 3);
});
