import { expect, test } from '@jest/globals';
import { paired, pairingText } from '../src/reproduce/paired.js';
import { runLines } from '../src/reproduce/runLines.js';
import type { Standings } from '../src/reproduce/queue.js';

/** A finished run with its validation accuracies and that of its test, in per cent. */
const finished = (id: string, seed: number, test: number, ...validations: readonly number[]): Standings => {
  const epochs = validations.map((accuracy, epoch) => ({
    ...{ event: 'epoch', epoch, iterations: epoch + 1, learningRate: 0.1, loss: 1, accuracy: 0.5, isBest: false },
    validation: { samples: 100, accuracy: accuracy / 100, low: 0, high: 1, loss: 1 },
  }));
  return {
    job: { row: { id, name: id, published: null }, seed, config: {}, folder: '' },
    standing: {
      state: 'finished',
      result: { images: 100, accuracy: test / 100, low: 0, high: 1 },
      figures: { rates: [], thresholds: [], membranes: [], epochs, machine: null, code: [] },
    },
  } as unknown as Standings;
};

const runs = [
  finished('a', 1, 61, 40, 50, 60),
  finished('b', 1, 63, 38, 51, 63),
  finished('a', 2, 60, 41, 52, 61),
  finished('b', 2, 64, 37, 50, 62),
  finished('b', 3, 99, 99, 99, 99),
];

test('rows are compared seed by seed, with the interval of Student, worked by hand', () => {
  const { seeds, epochs, test: end } = paired(runs, 'b', 'a')!;
  expect(seeds).toBe(2);
  // Differences −2 and −4, 1 and −2, 3 and 1: deviations √2, 3/√2, √2; t of one degree of freedom is 12.706.
  expect(epochs.map(({ mean }) => Number(mean.toFixed(6)))).toEqual([-3, -0.5, 2]);
  expect(epochs[0]!.reach).toBeCloseTo(12.706, 3);
  expect(epochs[1]!.reach).toBeCloseTo((12.706 * 3) / 2, 3);
  expect(end.mean).toBeCloseTo(3, 6);
});

test('the sentence says where the curves cross, or that they do not', () => {
  const text = pairingText(paired(runs, 'b', 'a')!, 'B', 'A');
  expect(text).toContain('B against A, paired over 2 seeds: +3.00 ± 12.71 points in the test (95 %)');
  expect(text).toContain('cross last after epoch 2: from then on the mean of its validation accuracies is ahead of it');
  expect(text).toContain('in 0 of 3 epochs by more than the interval');
  const below = [finished('a', 1, 9, 9), finished('b', 1, 5, 5), finished('a', 2, 9, 9), finished('b', 2, 5, 5)];
  const sentence = pairingText(paired(below, 'b', 'a')!, 'B', 'A');
  expect(sentence).toContain(
    'do not cross: the mean of its validation accuracies is behind it after every epoch, in 1 of 1',
  );
});

test('fewer than two seeds in common are not compared, and runs without a validation only by their tests', () => {
  expect(paired(runs.slice(0, 2), 'b', 'a')).toBeNull();
  expect(paired(runs, 'b', 'c')).toBeNull();
  const tests = [finished('a', 1, 60), finished('b', 1, 61), finished('a', 2, 60), finished('b', 2, 61)];
  const pairing = paired(tests, 'b', 'a')!;
  expect(pairing.epochs).toEqual([]);
  expect(pairingText(pairing, 'B', 'A')).toMatch(
    /^B against A, paired over 2 seeds: \+1\.00 ± 0\.00 points in the test \(95 %\)\.$/,
  );
});

test('the lines beside a page have the test and every epoch of each finished run', () => {
  const lines = runLines([...runs, { ...runs[0]!, standing: { state: 'absent' } }])
    .trimEnd()
    .split('\n');
  expect(lines).toHaveLength(5);
  expect(JSON.parse(lines[1]!)).toMatchObject({
    ...{ row: 'b', seed: 1, test: { accuracy: 0.63 } },
    epochs: [{ epoch: 0, validation: { accuracy: 0.38 } }, { iterations: 2 }, { epoch: 2 }],
  });
});
