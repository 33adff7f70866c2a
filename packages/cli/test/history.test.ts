import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, open, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { linesFromEnd } from '../../files/src/lines/linesFromEnd.js';
import { Curve } from '../../runs/src/history/curve.js';
import { History, lastBatches } from '../../runs/src/history/history.js';
import { readHistory, resultOf } from '../../runs/src/history/readHistory.js';
import { drawRun } from '../../runs/src/picture/plot.js';
import { madeUp } from '../../runs/test/runs.js';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'spikegrad-history-'));
});
afterAll(() => rm(folder, { recursive: true }));

const curveOf = (values: readonly number[]): Curve => {
  const curve = new Curve();
  for (const value of values) curve.add(value);
  return curve;
};

describe('a curve', () => {
  test('keeps each value of up to 1024 batches', () => {
    const values = Array.from({ length: 1024 }, (_, i) => Math.sin(i));
    const curve = curveOf(values);
    expect(curve.stretches).toEqual(values.map((value, i) => ({ x: i + 1, low: value, value, high: value })));
    expect(curve.batchesEach).toBe(1);
  });

  test('of any length keeps at most 1024 stretches, with the least, mean and most of each, at its middle', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1025, max: 9000 }), fc.integer({ min: 0, max: 99 }), (count, seed) => {
        const values = Array.from({ length: count }, (_, i) => (i % 13 === 5 ? NaN : Math.sin(i + seed)));
        const curve = curveOf(values);
        const each = curve.batchesEach;
        const parts = Array.from({ length: Math.ceil(count / each) }, (_, i) => values.slice(i * each, (i + 1) * each));
        expect(parts.length).toBeLessThanOrEqual(1024);
        expect(parts.length).toBeGreaterThan(512);
        expect(curve.stretches).toHaveLength(parts.length);
        for (const [i, { x, low, value, high }] of curve.stretches.entries()) {
          const part = parts[i]!;
          const finite = part.filter(Number.isFinite);
          expect(x).toBe(i * each + (1 + part.length) / 2);
          if (finite.length === 0) expect([low, value, high]).toEqual([NaN, NaN, NaN]);
          else {
            expect([low, high]).toEqual([Math.min(...finite), Math.max(...finite)]);
            expect(value).toBeCloseTo(finite.reduce((sum, one) => sum + one) / finite.length, 12);
          }
        }
      }),
      { numRuns: 10 },
    );
  });
});

const historyOf = (count: number): History => {
  const history = new History();
  for (let i = 0; i < count; i++) history.add(madeUp(i));
  return history;
};

describe('the history of a run', () => {
  test('holds the last 20 batches and bounded curves, however many batches it has', () => {
    const history = historyOf(20_000);
    expect([history.count, history.gap, lastBatches]).toEqual([20_000, null, 20]);
    expect(history.recent.map(({ iteration }) => iteration)).toEqual(Array.from({ length: 20 }, (_, i) => 19_980 + i));
    expect(history.accuracy.stretches.length).toBeLessThanOrEqual(1024);
    expect(history.layers[1]!.steps[1]!.threshold.stretches.at(-1)).toMatchObject({ low: 1.25, high: 1.25 });
  });

  test('draws a picture whose size does not grow with the run', () => {
    const [short, long] = [drawRun(historyOf(1000), 'short'), drawRun(historyOf(40_000), 'long')];
    expect(long.length).toBeLessThan(3 * short.length);
    expect(long.length).toBeLessThan(500_000);
  });

  test('names the first batch that is missing', () => {
    const history = historyOf(3);
    for (const iteration of [4, 5, 7]) history.add(madeUp(iteration));
    expect(history.gap).toBe(3);
  });
});

test('lines from the end of a file are its lines, the last first', async () => {
  const texts = fc.array(fc.string({ minLength: 0, maxLength: 30_000, unit: fc.constantFrom('a', 'ä', '\n') }), {
    maxLength: 8,
  });
  await fc.assert(
    fc.asyncProperty(texts, async (parts) => {
      const bytes = new TextEncoder().encode(parts.join('\n'));
      const file = {
        read: (position: number, length: number) => Promise.resolve(bytes.slice(position, position + length)),
      };
      const lines: string[] = [];
      for await (const line of linesFromEnd(file, bytes.length, 'x')) lines.push(new TextDecoder().decode(line));
      expect(lines.reverse()).toEqual(parts.join('\n').split('\n'));
    }),
    { numRuns: 30 },
  );
});

const tested = { event: 'test', images: 10, accuracy: 0.5, low: 0.2, high: 0.8 };
const { event: _, ...result } = tested;

const textOf = (events: readonly object[]): string => events.map((each) => `${JSON.stringify(each)}\n`).join('');

const eventsOf = (count: number): readonly object[] => [
  { event: 'start', parameters: 1, images: 1, classes: 10 },
  ...Array.from({ length: count }, (_, i) => {
    const { membranes, ...figures } = madeUp(i);
    const looked = membranes ? [{ event: 'membranes', iteration: i, layers: membranes }] : [];
    return [{ event: 'iteration', ...figures }, ...looked];
  }).flat(),
];

describe('metrics', () => {
  test('are finished with a test result after the last batch of the config, and not before', async () => {
    const file = join(folder, 'finished.jsonl');
    for (const batches of [1, 5, 11]) {
      await writeFile(file, textOf([...eventsOf(batches), tested]));
      expect(await resultOf(file, batches)).toEqual(result);
      expect(await resultOf(file, batches + 1)).toBeNull();
      await writeFile(file, textOf(eventsOf(batches)));
      expect(await resultOf(file, batches)).toBeNull();
    }
    await writeFile(file, '');
    expect(await resultOf(file, 1)).toBeNull();
  });

  test('whose last line is incomplete, at any byte, are read up to it', async () => {
    const file = join(folder, 'torn.jsonl');
    const text = textOf([...eventsOf(3), { event: 'note', text: 'übergröße' }]);
    const bytes = Buffer.from(text);
    const begin = bytes.lastIndexOf('\n', bytes.length - 2) + 1;
    for (let end = begin; end < bytes.length; end++) {
      await writeFile(file, bytes.subarray(0, end));
      expect((await readHistory(file)).count).toBe(3);
      expect(await resultOf(file, 3)).toBeNull();
    }
    await writeFile(file, bytes.subarray(0, begin));
    expect((await readHistory(file, Buffer.from(textOf(eventsOf(2))).length)).count).toBe(2);
  });

  test('in which a batch is missing are named', async () => {
    const file = join(folder, 'gap.jsonl');
    await writeFile(file, textOf(eventsOf(4).filter((each) => !('iteration' in each) || each.iteration !== 2)));
    await expect(readHistory(file)).rejects.toThrow(/gap\.jsonl\] expected iteration 2 in its place .* iteration 3/);
  });

  test('of 40 MB are read, resumed from and reported with a heap of 64 MB', async () => {
    const run = join(folder, 'long');
    const config = fileURLToPath(new URL('../configs/cifar10-sample.json', import.meta.url));
    const text = JSON.parse(await readFile(config, 'utf8')) as object;
    await mkdir(run);
    const count = 60_000;
    const data = { train: ['a.bin'], test: ['b.bin'] };
    await writeFile(join(run, 'config.json'), JSON.stringify({ ...text, data, iterations: count }));
    const file = await open(join(run, 'metrics.jsonl'), 'w');
    const { membranes: __, ...figures } = madeUp(0);
    const wide = Array.from({ length: 5 }, () => figures.layers).flat();
    for (let i = 0; i < count; i += 1000) {
      const lines = Array.from({ length: 1000 }, (_, j) => ({
        event: 'iteration',
        ...figures,
        layers: wide,
        iteration: i + j,
      }));
      await file.write(textOf(lines));
    }
    expect((await file.stat()).size).toBeGreaterThan(40e6);
    await file.close();
    const built = (name: string) => JSON.stringify(new URL(`../../runs/dist/${name}.js`, import.meta.url).href);
    const script = `
      import { readHistory } from ${built('history/readHistory')};
      import { writeReport } from ${built('report/write')};
      const folder = ${JSON.stringify(run)};
      const { count } = await readHistory(folder + '/metrics.jsonl');
      const { iterations } = await writeReport(folder);
      console.log(count, iterations);`;
    const { stdout, stderr } = spawnSync(
      process.execPath,
      ['--max-old-space-size=64', '--input-type=module', '-e', script],
      {
        encoding: 'utf8',
      },
    );
    expect([stdout.trim(), stderr]).toEqual([`${count} ${count}`, '']);
    expect((await readFile(join(run, 'report.html'))).length).toBeLessThan(1_000_000);
  });
});
