import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { spawn } from 'node:child_process';
import { cp, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { machineHeading } from '../../runs/src/reproduce/markdown.js';
import { spikegrad } from './commandLine.js';
import { filesOf } from '../../runs/test/finished.js';
import { dataFolder } from '../../datasets/test/records.js';
import { small } from '../../trainer/test/tinyConfig.js';
import { posixOnly } from '../../../tools/jest/posixOnly.js';

const command = fileURLToPath(new URL('../bin/spikegrad.js', import.meta.url));

/** A page of two rows in a scale that takes no time, whose full scale has data that is not there. */
const page = {
  title: 'A tiny table',
  about: 'Two norms.',
  published: 'full scale',
  plots: ['accuracy', 'rates', 'thresholds', 'memory', 'membranes'],
  order: ['vanilla', 'osr'],
  rows: [
    { id: 'vanilla', name: 'vanilla BN', published: 92.6, laptop: 'vanilla.json', full: 'full.json' },
    { id: 'osr', name: 'OSR', published: 94.05, laptop: 'osr.json', lacks: 'nobody wrote one' },
  ],
};

let folder = '';
const at = (...names: string[]): string => join(folder, ...names);
const reproduceTiny = (...flags: string[]) =>
  spikegrad('reproduce', 'table4', '--paper', at('paper'), '--priority', 'normal', ...flags);

/** What a page says, but for the machine. */
const learned = async (out: string): Promise<string> =>
  (await readFile(at(out, 'table4.md'), 'utf8')).split(machineHeading)[0]!;

const plots = async (out: string): Promise<Readonly<Record<string, string>>> => {
  const names = (await readdir(at(out))).filter((name) => name.endsWith('.svg')).sort();
  return Object.fromEntries(
    await Promise.all(names.map(async (name) => [name, await readFile(at(out, name), 'utf8')] as const)),
  );
};

/** The files of a run but its picture: Plot shifts lines by half a pixel where it finds that a test draws, which the killed process was not. */
const figuresOf = async (run: string): Promise<Readonly<Record<string, string>>> => {
  const { 'curves.svg': picture, ...files } = await filesOf(run);
  expect(picture).toContain('</svg>');
  return files;
};

const runs = ['vanilla-seed-1', 'osr-seed-1', 'vanilla-seed-2', 'osr-seed-2'];

beforeAll(async () => {
  folder = await dataFolder();
  await mkdir(at('paper'));
  const data = { train: ['../train.bin'], test: ['../test.bin'], limit: { train: 16, test: 8 } };
  const tiny = { ...small, iterations: 4, checkpoint: { every: 1 } };
  const files = {
    'table4.json': page,
    'vanilla.json': { ...tiny, data, norm: { name: 'vanilla' } },
    'osr.json': { ...tiny, data, norm: { name: 'osr' } },
    'full.json': { ...small, iterations: 117_000, data: { train: ['none.bin'], test: ['none.bin'] } },
  };
  for (const [name, content] of Object.entries(files)) await writeFile(at('paper', name), JSON.stringify(content));
  expect((await reproduceTiny('--seeds', '2', '--out', at('whole'))).code).toBe(0);
});
afterAll(() => rm(folder, { recursive: true }));

test('a page has the mean and deviation of every row beside the published figure, and what was not run with its cost', async () => {
  const text = await readFile(at('whole', 'table4.md'), 'utf8');
  const { out } = await reproduceTiny('--seeds', '2', '--out', at('whole'), '--resume', '--json');
  const { rows, outcome } = JSON.parse(out.split('\n').at(-1)!) as {
    outcome: string;
    rows: { row: string; accuracies: [number, number]; mean: number; deviation: number }[];
  };
  expect(outcome).toBe('whole');
  expect(rows.map(({ row }) => row)).toEqual(['vanilla', 'osr']);
  for (const { accuracies, mean, deviation } of rows) {
    expect(mean).toBeCloseTo((accuracies[0] + accuracies[1]) / 2, 10);
    expect(deviation).toBeCloseTo(Math.abs(accuracies[0] - accuracies[1]) / Math.SQRT2, 10);
    expect(text).toContain(`${mean.toFixed(2)} ± ${deviation.toFixed(2)} | 2 of 2 |`);
  }
  expect(text).toMatch(
    /\| vanilla BN \| full \| 92\.6 \| full scale, not requested \| .* × 10¹⁵ multiply-adds per seed: .*full\.json/,
  );
  expect(text).toContain('| OSR | full | 94.05 | nobody wrote one | – | – |');
  expect(Object.keys(await plots('whole'))).toEqual(
    ['accuracy', 'membranes', 'memory', 'rates', 'thresholds'].map((name) => `table4-${name}.svg`),
  );
  expect(out).not.toContain('"event":"iteration"');
});

test('a page and its lines have the hash of the code of every run, the same for two seeds of a row', async () => {
  const text = await readFile(at('whole', 'table4.md'), 'utf8');
  const lines = (await readFile(at('whole', 'table4.jsonl'), 'utf8')).trim().split('\n');
  const made = lines.map((line) => JSON.parse(line) as { row: string; seed: number; device: string; code: string[] });
  expect(made.map(({ row, seed }) => `${row}-seed-${seed}`)).toEqual(runs);
  for (const { row, seed, code } of made) {
    expect(code).toEqual([expect.stringMatching(/^[0-9a-f]{16}$/)]);
    expect(text).toMatch(new RegExp(`\\| ${seed} \\| [^|]+ \\| ${code[0]} \\| .runs/${row}-seed-${seed}`));
    expect(code).toEqual(made.find((other) => other.row === row)!.code);
  }
  expect(new Set(made.flatMap(({ code }) => code)).size).toBe(2);
});

posixOnly('SIGKILL').test(
  'a page that is killed in the middle of its second run goes on to the same page and the same runs, byte for byte',
  async () => {
    const out = at('killed');
    // It kills itself, since whoever reads what it prints may be late.
    const atEvent = `
    const write = process.stdout.write.bind(process.stdout);
    process.stdout.write = (text, ...rest) => {
      if (String(text).includes('"row":"osr","seed":1,"event":"checkpoint","iteration":2')) process.kill(process.pid, 'SIGKILL');
      return write(text, ...rest);
    };`;
    await new Promise<void>((resolve, reject) => {
      const flags = ['reproduce', 'table4', '--paper', at('paper'), '--seeds', '2', '--out', out, '--json'];
      const hook = `data:text/javascript,${encodeURIComponent(atEvent)}`;
      const child = spawn(process.execPath, ['--import', hook, command, ...flags], { stdio: 'ignore' });
      child.on('error', reject).on('close', (_code, signal) => {
        expect(signal).toBe('SIGKILL');
        resolve();
      });
    });
    expect(await readdir(at('killed', 'runs'))).toEqual(['osr-seed-1', 'vanilla-seed-1']);
    expect(await learned('killed')).toMatch(/\| OSR \| – \| 0 of 2 \|/);

    const { code, out: printed } = await reproduceTiny('--seeds', '2', '--out', out, '--resume', '--json');
    expect(code).toBe(0);
    const made = printed.split('\n').map((line) => JSON.parse(line) as { event: string; row?: string; seed?: number });
    const begun = made.filter(({ event }) => event === 'start').map(({ row, seed }) => `${row}-seed-${seed}`);
    expect(begun).toEqual(runs.slice(1));
    expect(await learned('killed')).toBe(await learned('whole'));
    expect(await plots('killed')).toEqual(await plots('whole'));
    for (const run of runs)
      expect(await figuresOf(at('killed', 'runs', run))).toEqual(await figuresOf(at('whole', 'runs', run)));
  },
);

test('a run that is broken, missing or another is named, is not counted, and nothing stands in its place', async () => {
  await cp(at('whole'), at('broken'), { recursive: true });
  const run = (name: string, file: string): string => at('broken', 'runs', name, file);
  await writeFile(run('vanilla-seed-1', 'model.safetensors'), 'no weights');
  const config = JSON.parse(await readFile(run('osr-seed-1', 'config.json'), 'utf8')) as object;
  await writeFile(run('osr-seed-1', 'config.json'), JSON.stringify({ ...config, batchSize: 2 }));
  const metrics = await readFile(run('vanilla-seed-2', 'metrics.jsonl'), 'utf8');
  await writeFile(run('vanilla-seed-2', 'metrics.jsonl'), metrics.replace('"iteration":1,', '"iteration":"?",'));
  const { code, err } = await reproduceTiny('--seeds', '2', '--out', at('broken'), '--resume');
  expect(code).toBe(1);
  expect(err).toMatch(/vanilla BN, seed 1 is broken and not counted: .*model\.safetensors[^]*rm -r/);
  expect(err).toMatch(/OSR, seed 1 is broken and not counted: it was trained with another batchSize/);
  expect(err).toMatch(/vanilla BN, seed 2 is broken and not counted: .*metrics\.jsonl/);
  const text = await learned('broken');
  expect(text).toContain('| vanilla BN | – | 0 of 2 | 92.6 |');
  expect(text).toMatch(/\| OSR \| [\d.]+ \| 1 of 2 \| 94\.05 \|/);
  expect(text).not.toContain("paper's order");
  expect(await readFile(run('vanilla-seed-1', 'model.safetensors'), 'utf8')).toBe('no weights');
});

test('a folder that a kill left before the first batch is begun anew', async () => {
  await cp(at('whole'), at('shell'), { recursive: true });
  await rm(at('shell', 'runs', 'osr-seed-2'), { recursive: true });
  await mkdir(at('shell', 'runs', 'osr-seed-2', 'checkpoints'), { recursive: true });
  expect((await reproduceTiny('--seeds', '2', '--out', at('shell'), '--resume')).code).toBe(0);
  expect(await learned('shell')).toBe(await learned('whole'));
});

test('runs that lie there are not mixed with new ones, and a scale without data runs nothing', async () => {
  const mixed = await reproduceTiny('--out', at('whole'));
  expect(mixed).toMatchObject({ code: 1, err: expect.stringContaining('continue with --resume') });
  const full = await reproduceTiny('--scale', 'full', '--out', at('full'));
  expect(full).toMatchObject({ code: 1, err: expect.stringMatching(/a row that can be run here .*none\.bin/) });
  const nowhere = await spikegrad('reproduce', 'table4', '--paper', at('no such folder'));
  expect(nowhere).toMatchObject({ code: 1, err: expect.stringContaining('name a folder of pages with --paper') });
});

test('finished networks are tested at every size of batch; with thresholds of training it makes no difference', async () => {
  const rows = [{ id: 'osr', name: 'OSR', published: null, laptop: 'osr.json', lacks: 'nobody wrote one' }];
  const sizes = { ...page, plots: ['batchSizes'], order: [], batchSizes: [1, 4, 8], rows };
  await writeFile(at('paper', 'appendixE.json'), JSON.stringify(sizes));
  await cp(at('whole'), at('sizes'), { recursive: true });
  const again = () =>
    spikegrad(...['reproduce', 'appendixE', '--paper', at('paper'), '--seeds', '1', '--out', at('sizes'), '--resume']);
  expect((await again()).code).toBe(0);
  const text = await readFile(at('sizes', 'appendixE.md'), 'utf8');
  const table = [...text.matchAll(/^\| OSR \| +(running|dynamic) +\| +(\d+) +\| +([\d.]+) +\|$/gm)];
  expect(table.map(([, kind, size]) => `${kind} ${size}`)).toEqual(
    ['running', 'dynamic'].flatMap((kind) => [1, 4, 8].map((size) => `${kind} ${size}`)),
  );
  expect(new Set(table.slice(0, 3).map(([, , , accuracy]) => accuracy)).size).toBe(1);
  expect(await readFile(at('sizes', 'appendixE-batchSizes.svg'), 'utf8')).toContain('test batch size');

  const kept = at('sizes', 'tests', 'osr-seed-1.json');
  const { model, tests } = JSON.parse(await readFile(kept, 'utf8')) as { model: string; tests: { accuracy: number }[] };
  await writeFile(kept, JSON.stringify({ model, tests: tests.map((each) => ({ ...each, accuracy: 0.125 })) }));
  await again();
  expect(await readFile(at('sizes', 'appendixE.md'), 'utf8')).toContain('12.50 |');
  await writeFile(kept, JSON.stringify({ model: 'other weights', tests }));
  await again();
  expect(await readFile(at('sizes', 'appendixE.md'), 'utf8')).toBe(text);
});

test('a page of which nothing fits a laptop lists its rows and their time, and runs nothing', async () => {
  const { code } = await spikegrad('reproduce', 'table2', '--out', at('listed'));
  expect(code).toBe(0);
  const text = await readFile(at('listed', 'table2.md'), 'utf8');
  expect(text).toMatch(/ResNet-19, CIFAR-10, T = 4 \| full \| 95\.2 .* days .*resnet-osr-ots\.json/);
  expect(text).toMatch(/VGG, DVS128-Gesture, T = 20 \| full \| 97\.57 .*dvsGesture\.json/);
  expect(text).not.toContain('## Results');
});

test('machines share a page: each runs some rows or seeds, and finished runs are copied from one to the other', async () => {
  const [one, other] = [at('one'), at('other')];
  const first = await reproduceTiny('--seeds', '2', '--rows', 'osr', '--only-seeds', '1', '--out', one);
  expect(first).toMatchObject({ code: 0, out: expect.stringContaining('1 of 4 runs left') });
  expect(await readdir(join(one, 'runs'))).toEqual(['osr-seed-1']);
  expect(await learned('one')).toMatch(/\| vanilla BN +\| 1 +\| not run yet/);
  await cp(at('whole'), other, { recursive: true });
  await rm(join(other, 'runs', 'vanilla-seed-2', 'model.safetensors'));
  const merged = await reproduceTiny('--seeds', '2', '--only-seeds', '2', '--out', one, '--resume', '--merge', other);
  expect(merged.err).toMatch(/vanilla BN, seed 2 in .*other is broken and not copied: .*model\.safetensors/);
  expect(merged.out).toContain(`OSR, seed 2: copied from ${other}`);
  expect(merged.out).not.toContain('OSR, seed 1: copied');
  expect(merged).toMatchObject({ code: 0, out: expect.stringContaining('1 of 4 runs left') });
  expect((await readdir(join(one, 'runs'))).sort()).toEqual([...runs].sort());
  expect(await learned('one')).toBe(await learned('whole'));
  for (const run of runs)
    expect(await figuresOf(join(one, 'runs', run))).toEqual(await figuresOf(at('whole', 'runs', run)));
  expect(await readdir(join(one, 'runs', 'osr-seed-2'))).not.toContain('checkpoints');

  const odd = await reproduceTiny('--rows', 'osr,ots', '--out', one, '--resume');
  expect(odd).toMatchObject({ code: 1, err: expect.stringContaining('received ots; it has vanilla, osr') });
  const beyond = await reproduceTiny('--only-seeds', '4', '--out', one, '--resume');
  expect(beyond).toMatchObject({ code: 1, err: expect.stringContaining('seeds from 1 to 3') });
});

test('the status of a page has a line for each run: how far it is, its accuracy, and the time left', async () => {
  await cp(at('whole'), at('going'), { recursive: true });
  await rm(at('going', 'runs', 'osr-seed-2'), { recursive: true });
  const run = (name: string) => at('going', 'runs', 'vanilla-seed-2', name);
  const lines = (await readFile(run('metrics.jsonl'), 'utf8')).split('\n');
  const third = lines.findIndex((line) => line.includes('"iteration":2,'));
  await writeFile(run('metrics.jsonl'), `${lines.slice(0, third).join('\n')}\n`);
  const machine = [0, 1].map((iteration) => {
    const memory = { device: 'cpu', bytes: 1, peakBytes: 1, waiting: 0 };
    return `${JSON.stringify({ event: 'machine', iteration, ...memory, seconds: 60 * (iteration + 1) })}\n`;
  });
  await writeFile(run('machine.jsonl'), machine.join(''));
  const flags = ['table4', '--paper', at('paper'), '--seeds', '2', '--out', at('going')];
  const { code, out } = await spikegrad('reproduce', 'status', ...flags);
  expect(code).toBe(0);
  const said = out.split('\n');
  expect(said).toHaveLength(5);
  expect(said[0]).toMatch(/^vanilla BN, seed 1: finished, test accuracy \d+\.\d %$/);
  expect(said[2]).toMatch(/^vanilla BN, seed 2: begun, epoch 0\.5 of 1, training accuracy \d+\.\d %, 2 min left$/);
  expect(said[3]).toMatch(/^OSR, seed 2: not started, \d+ s left$/);
  expect(said[4]).toMatch(/^all: \d+ (s|min) left, if the runs are trained one after the other$/);
  const events = await spikegrad('reproduce', 'status', ...flags, '--json');
  const states = events.out.split('\n').map((line) => (JSON.parse(line) as { state: string }).state);
  expect(states).toEqual(['finished', 'finished', 'begun', 'absent']);
});

test('a row of a scale of its own has as many seeds as the page says, and accuracies over epochs are drawn', async () => {
  const rows = [
    { id: 'vanilla', name: 'vanilla BN', published: null, long: 'validated.json' },
    { id: 'osr', name: 'OSR', published: null, long: 'osr.json', seeds: { long: 1 } },
  ];
  const plots = ['epochs', 'gap'];
  await writeFile(at('paper', 'fig2.json'), JSON.stringify({ ...page, plots, rows }));
  const config = JSON.parse(await readFile(at('paper', 'vanilla.json'), 'utf8')) as object;
  const validation = { samples: 8, from: 'test', dynamic: true };
  await writeFile(at('paper', 'validated.json'), JSON.stringify({ ...config, validation }));
  const flags = [
    '--priority',
    'normal',
    '--paper',
    at('paper'),
    '--scale',
    'long',
    '--seeds',
    '2',
    '--out',
    at('long'),
  ];
  expect((await spikegrad('reproduce', 'fig2', ...flags)).code).toBe(0);
  expect((await readdir(at('long', 'runs'))).sort()).toEqual(['osr-seed-1', 'validated-seed-1', 'validated-seed-2']);
  const text = await readFile(at('long', 'fig2.md'), 'utf8');
  expect(text).toMatch(/\| vanilla BN \| .* \| 2 of 2 \|[^]*\| OSR \| [\d.]+ \| 1 of 1 \|/);
  for (const name of plots) expect(await readFile(at('long', `fig2-${name}.svg`), 'utf8')).toContain('epoch →');
});

test('every config of the paper can be read', async () => {
  const { readConfig } = await import('../../runs/src/config/read.js');
  for (const scale of ['full', 'long', 'laptop'])
    for (const name of await readdir(`packages/runs/pages/${scale}`))
      expect((await readConfig(`packages/runs/pages/${scale}/${name}`, {})).iterations).toBeGreaterThan(100);
});

test('the pages of the repository can be read, with all their configs', async () => {
  const { pageNames, readPage, scales } = await import('../../runs/src/reproduce/paperPage.js');
  const { planOf } = await import('../../runs/src/reproduce/plan.js');
  for (const name of pageNames) {
    const paper = await readPage(name);
    for (const scale of scales) {
      const { jobs, unrun } = await planOf(paper, scale, 1, at('nowhere'));
      const told = [...jobs, ...unrun].map(({ row }) => row.id);
      expect(new Set(told)).toEqual(new Set(paper.rows.map(({ id }) => id)));
    }
  }
});
