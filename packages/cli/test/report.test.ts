import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chosenSteps } from '../../runs/src/history/chosenSteps.js';
import { shortName } from '../../runs/src/report/activity.js';
import { html } from '../../runs/src/report/html.js';
import { readRun } from '../../runs/src/report/readRun.js';
import { spikegrad } from './commandLine.js';
import { eventsOf, type Given, reportOf, runFolderIn, start, tested, textOf } from '../../runs/test/runFolder.js';
import { madeUp, membrane } from '../../runs/test/runs.js';

let root = '';
const runFolder = (...given: Given): Promise<string> => runFolderIn(root, ...given);
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'spikegrad-report-'));
});
afterAll(() => rm(root, { recursive: true }));

/** Two sessions: 10 batches of 32 images in 4 s, then 20 in 10 s. */
const machine = [
  [0, 1],
  [10, 5],
  [20, 2],
  [40, 12],
].map(([iteration, seconds]) => ({
  event: 'machine',
  iteration,
  device: 'wasm',
  bytes: 2 ** 20,
  peakBytes: 2 ** 22,
  seconds,
}));

describe('a report', () => {
  test('has every section, says the figures of the metrics, and names each drawing', async () => {
    const folder = await runFolder('whole', [start, ...eventsOf(40), tested], {}, machine);
    const { document, text } = await reportOf(folder);
    expect(Array.from(document.querySelectorAll('h2')).map(textOf)).toEqual([
      'Learning',
      'Layer activity',
      'Layer by layer',
      'Norm inputs over time',
      'Memory',
      'Config',
    ]);
    expect(textOf(document.querySelector('.big'))).toBe('28.5 %');
    expect(textOf(document.querySelector('.result'))).toContain('95 % interval 25.8 % to 31.4 %; chance 10.0 %');
    const facts = Object.fromEntries(
      Array.from(document.querySelectorAll('.hero dl > div')).map((each) => [
        textOf(each.querySelector('dt')),
        textOf(each.querySelector('dd')),
      ]),
    );
    const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value) / values.length;
    const last = Array.from({ length: 20 }, (_, i) => madeUp(20 + i));
    expect(facts).toMatchObject({
      'training accuracy': `${(100 * mean(last.map(({ accuracy }) => accuracy))).toFixed(1)} %`,
      'training loss': String(Number(mean(last.map(({ loss }) => loss)).toPrecision(3))),
      batches: '40 × 32',
      parameters: '12,345',
      'firing rate': '14.1 %', // (0.25 + 0.125 + 0.125 + 0.0625) / 4
      'images per second': '64.0',
      'peak memory of tensors': '4.0 MiB',
    });
    expect(Array.from(document.querySelectorAll('h3')).map((each) => textOf(each).split(' ')[0])).toEqual([
      'features.0',
      'features.1',
    ]);
    const drawings = Array.from(document.querySelectorAll('figure svg'));
    expect(drawings).toHaveLength(3 + 3 + 3 + 2 + 3 + 1); // features.1 shows no membranes
    for (const drawing of drawings) {
      expect(drawing.getAttribute('role')).toBe('img');
      expect(drawing.getAttribute('aria-label')).toMatch(/\w/);
      expect(drawing.getAttribute('aria-description')).toMatch(/\w/);
    }
    expect(text).toContain('0.50 ± 1.50');
    expect(text).toContain('skewness 0.50 0.50; kurtosis −0.25 −0.25');
    const shift = drawings.find((each) => each.getAttribute('aria-label') === 'Temporal covariate shift, %')!;
    expect(shift.getAttribute('aria-description')).toBe('In the last batch: features.0 25.0 %.'); // 1 of 3 + 1
    expect(text).toContain('Membranes are those of batch 31,');
    expect(document.querySelector('.warnings')).toBeNull();
  });

  test('says the device and, where it has one, its instruction set', async () => {
    const onNative = machine.map((line) => ({ ...line, device: 'native', instructions: 'avx2' }));
    const pages = [machine, onNative].map(async (lines, i) =>
      reportOf(await runFolder(`device-${i}`, [start, ...eventsOf(40), tested], {}, lines)),
    );
    const [plain, native] = await Promise.all(pages);
    expect(plain!.text).toContain('Computed on wasm.');
    expect(native!.text).toContain('Computed on native, avx2.');
  });

  test('needs nothing from elsewhere: no script, no address, and a policy that forbids both', async () => {
    const { document, text } = await reportOf(await runFolder('alone', [start, ...eventsOf(12), tested]));
    expect(document.querySelectorAll('script, link, img, iframe, [src], [href], [onload]')).toHaveLength(0);
    expect(text.replaceAll(/http:\/\/www\.w3\.org\/[\w/]+/g, '')).not.toMatch(/https?:|url\(|@import/);
    const policy = document.querySelector('meta[http-equiv="Content-Security-Policy"]')!;
    expect(policy.getAttribute('content')).toBe("default-src 'none'; style-src 'unsafe-inline'");
  });

  test('shows what a config and metrics say and never runs it', async () => {
    const evil = `<script>alert("1")</script>'&`;
    const layers = [{ layer: evil, rate: [0.1, 0.1], threshold: [1, 1] }];
    const data = { train: [evil], test: ['b.bin'] };
    const folder = await runFolder('evil', [start, ...eventsOf(12, { layers }), tested], { data });
    const { document, text } = await reportOf(folder);
    expect(text).not.toContain('<script');
    expect(document.querySelectorAll('script')).toHaveLength(0);
    expect(textOf(document.querySelector('.config'))).toContain(evil);
    expect(textOf(document.querySelector('h3'))).toContain(evil);
  });

  test('is the same page for the same files, and stays small however long the run', async () => {
    const folder = await runFolder('long', [start, ...eventsOf(5000), tested], { iterations: 5000 });
    const first = await reportOf(folder);
    expect((await reportOf(folder)).text).toBe(first.text);
    expect(first.text.length).toBeLessThan(300_000);
  });

  test('stays below a megabyte for 33 layers of 24 steps', async () => {
    const layers = Array.from({ length: 33 }, (_, l) => `stages.${l}.neuron`);
    const wave = (phase: number) => Array.from({ length: 24 }, (_, t) => 1 + 0.3 * Math.sin(t + phase));
    const { membranes: _, ...figures } = madeUp(0);
    const events = Array.from({ length: 60 }, (_, i) => [
      ...[{ event: 'iteration', ...figures, iteration: i }].map((event) => ({
        ...event,
        layers: layers.map((layer, l) => ({
          layer,
          rate: wave(l * i).map((each) => each / 4),
          threshold: wave(l + i),
        })),
      })),
      ...(i % 59 === 0
        ? [
            {
              event: 'membranes',
              iteration: i,
              layers: layers.map((layer) => ({ layer, steps: wave(i).map(() => membrane) })),
            },
          ]
        : []),
    ]).flat();
    const { text, document } = await reportOf(await runFolder('deep', [start, ...events, tested], { iterations: 60 }));
    expect(document.querySelectorAll('article')).toHaveLength(33);
    expect(text.length).toBeLessThan(1_000_000);
  });

  test.each([
    ['stopped', eventsOf(12), 'stopped after 12 of 40 batches; not tested'],
    [
      'diverged',
      [...eventsOf(11), ...eventsOf(12, { loss: 'NaN' }).slice(-1)],
      'diverged: the loss of batch 12 is NaN',
    ],
    [
      'diverged weights',
      [...eventsOf(11), ...eventsOf(12, { notFinite: ['features.0.synapse.weight', 'classifier.bias'] }).slice(-1)],
      'diverged: NaN or Infinity in features.0.synapse.weight after batch 12; try a lower learning rate',
    ],
    ['empty', [start], 'stopped after 0 of 40 batches; not tested'],
  ])('of a run that ended early says so: %s', async (name, events, words) => {
    const { document } = await reportOf(await runFolder(name, events));
    expect(textOf(document.querySelector('.warnings'))).toContain(words);
  });

  test('warns of layers that are dead or saturated', async () => {
    const layers = [
      { layer: 'features.0.neuron', rate: [0, 0], threshold: [1, 1] },
      { layer: 'features.1.neuron', rate: [1, 1], threshold: [1, 1] },
    ];
    const { document } = await reportOf(await runFolder('dead', [start, ...eventsOf(40, { layers }), tested]));
    expect(textOf(document.querySelector('.warnings'))).toMatch(/features\.0.* is dead.*features\.1.* is saturated/);
  });

  test('is drawn of folders of older versions, without memory, membranes or facts', async () => {
    const old = eventsOf(9).filter((each) => (each as { event: string }).event !== 'membranes');
    const { document } = await reportOf(await runFolder('old', [...old, tested]));
    expect(Array.from(document.querySelectorAll('h2')).map(textOf)).not.toContain('Memory');
    expect(textOf(document.querySelector('.big'))).toBe('28.5 %');
  });
});

describe('the files of a run', () => {
  test('an iteration that comes again takes back what was said from it on, the test too', async () => {
    const events = [start, ...eventsOf(20), tested, { event: 'resume' }, ...eventsOf(15).slice(-2, -1)];
    const run = await readRun(await runFolder('again', events));
    expect([run.history.count, run.history.gap, run.history.last?.iteration]).toEqual([14, null, 13]);
    expect(run.membranes.map(({ iteration }) => iteration)).toEqual([0, 10]);
    expect(run.test).toBeNull();
  });

  test('half a last line is passed over; any other line that is none is named', async () => {
    const folder = await runFolder('torn', eventsOf(2));
    const metrics = join(folder, 'metrics.jsonl');
    const whole = await readFile(metrics, 'utf8');
    await writeFile(metrics, `${whole}{"event":"iter`);
    expect((await readRun(folder)).history.count).toBe(2);
    await writeFile(metrics, `{"event":"iter\n${whole}`);
    await expect(readRun(folder)).rejects.toThrow(/metrics\.jsonl.*one JSON event per line.*line 1/);
    await writeFile(metrics, `${whole}{"event":"test","images":"ten"}\n`);
    await expect(readRun(folder)).rejects.toThrow(/an event 'test'.*line 4: images/);
    await rm(metrics);
    await expect(readRun(folder)).rejects.toThrow(/the metrics that `spikegrad train` writes.*ENOENT/);
  });
});

describe('spikegrad report', () => {
  test('makes the page again and says where, as one event under --json', async () => {
    const folder = await runFolder('command', [start, ...eventsOf(40), tested]);
    const people = await spikegrad('report', folder);
    const machines = await spikegrad('report', folder, '--json');
    expect([people.code, machines.code]).toEqual([0, 0]);
    const path = join(folder, 'report.html');
    expect(people.out).toBe(`written to ${path}: 40 batches, tested`);
    expect(JSON.parse(machines.out)).toEqual({
      event: 'report',
      path,
      iterations: 40,
      outcome: 'tested',
      test: tested,
    });
  });

  test('explains a folder that holds no run and ends with 1', async () => {
    const { code, err } = await spikegrad('report', join(root, 'nothing'));
    expect([code, err]).toEqual([
      1,
      expect.stringMatching(/nothing\] expected a run folder but received no such folder/),
    ]);
  });
});

test('text is escaped, HTML is not', () => {
  expect(html`<p title="${`"<'&`}">${html`<b>${1}</b>`}${[html`<i></i>`]}</p>`.text).toBe(
    '<p title="&quot;&lt;&#39;&amp;"><b>1</b><i></i></p>',
  );
});

test('few time steps of many are drawn, the first and the last among them', () => {
  expect(chosenSteps(1)).toEqual([0]);
  expect(chosenSteps(4)).toEqual([0, 1, 2, 3]);
  expect(chosenSteps(101)).toEqual([0, 20, 40, 60, 80, 100]);
  expect([shortName('features.0.neuron'), shortName('neuron')]).toEqual(['features.0', 'neuron']);
});
