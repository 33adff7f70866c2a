import { expect, test } from '@jest/globals';
import { markdownOf } from '../src/reproduce/markdown.js';
import type { PaperPage } from '../src/reproduce/paperPage.js';
import { compare, spread, type RowResult } from '../src/reproduce/results.js';

const row = (id: string, accuracies: readonly number[], planned = accuracies.length): RowResult => ({
  row: { id, name: id, published: null },
  accuracies,
  ...spread(accuracies),
  planned,
});

const page = (...order: string[]): PaperPage => ({
  ...{ name: 'table4', folder: '', title: '', about: '', published: '', plots: [], batchSizes: [], order },
  rows: order.map((id) => ({ id, name: id, published: null })),
});

test('mean and deviation of four accuracies, worked by hand: the deviation has n − 1', () => {
  // Squares 9, 1, 1, 9 around 13: 20/3.
  const { mean, deviation } = spread([10, 12, 14, 16]);
  expect(mean).toBe(13);
  expect(deviation).toBeCloseTo(Math.sqrt(20 / 3), 12);
  expect(spread([7])).toEqual({ mean: 7, deviation: null });
  expect(spread([])).toEqual({ mean: null, deviation: null });
});

test('the noise of a difference is twice its standard error, worked by hand', () => {
  const rows = [row('a', [10, 12]), row('b', [13, 14, 15, 18])];
  const [comparison] = compare(page('a', 'b'), rows);
  expect(comparison!.difference).toBe(4);
  // Variances 2 of two and 14/3 of four: √(1 + 7/6).
  expect(comparison!.noise).toBeCloseTo(2 * Math.sqrt(1 + 7 / 6), 12);
});

test('neighbours in the order are compared, the better after the worse, and the sign is kept', () => {
  const rows = [row('a', [10, 12]), row('b', [20, 21]), row('c', [5, 7])];
  const pairs = compare(page('a', 'b', 'c'), rows).map(({ worse, better, difference }) => [
    worse.row.id,
    better.row.id,
    difference,
  ]);
  expect(pairs).toEqual([
    ['a', 'b', 9.5],
    ['b', 'c', -14.5],
  ]);
});

test('rows with one seed, or with runs to come, are not compared', () => {
  expect(compare(page('a', 'b'), [row('a', [10]), row('b', [11, 12])])).toEqual([]);
  expect(compare(page('a', 'b'), [row('a', [10, 12], 3), row('b', [11, 12])])).toEqual([]);
  expect(compare(page('a', 'b'), [row('a', [10, 12])])).toEqual([]);
});

test('a page says of each difference beyond the noise whether it is in the order, and of a smaller one that it is within the noise', () => {
  // Deviation √2 of two accuracies 2 apart: noise 2 · √(1 + 1) = 2.83.
  const results = [row('a', [10, 12]), row('b', [12.8, 14.8]), row('c', [15.7, 17.7]), row('d', [12.8, 14.8])];
  const text = markdownOf({
    ...{ page: page('a', 'b', 'c', 'd'), scale: 'laptop', seeds: 2, plan: { jobs: [], unrun: [] }, results },
    ...{ standings: [], plots: [], tests: [], out: '' },
  });
  expect(text).toContain('b against a: +2.80 points, noise 2.83: the difference is within the noise.');
  expect(text).toContain("c against b: +2.90 points, noise 2.83: in the paper's order.");
  expect(text).toContain("d against c: −2.90 points, noise 2.83: **against the paper's order**.");
});
