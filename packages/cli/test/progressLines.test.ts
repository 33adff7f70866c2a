import { expect, test } from '@jest/globals';
import { progressLines } from '../src/terminal/progressLines.js';

/** Says what is done at which second. */
function lines(total: number, first: number, updates: readonly (readonly [second: number, done: number])[]) {
  const said: string[] = [];
  let second = 0;
  const progress = progressLines(
    'batches',
    total,
    first,
    (line) => said.push(line),
    () => 1000 * second,
  );
  for (const [at, done] of updates) {
    second = at;
    progress.update(done, 'note');
  }
  return said;
}

test('a line comes every ten seconds and at the end, with the time that is left at this speed', () => {
  expect(
    lines(50, 10, [
      [5, 15],
      [10, 20],
      [15, 25],
      [20, 30],
      [21, 50],
    ]),
  ).toEqual(['batches 20/50  note  30 s left', 'batches 30/50  note  20 s left', 'batches 50/50  note  0 s left']);
});

test('what goes on from before what was done is timed from where it went on', () => {
  expect(
    lines(500, 394, [
      [1, 301],
      [20, 320],
    ]),
  ).toEqual(['batches 320/500  note  180 s left']);
});
