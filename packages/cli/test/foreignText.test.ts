import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { encodeSafetensors } from '@spikegrad/nn';
import { OneProcess } from './childProcess.js';
import { dataFolder } from '../../datasets/test/records.js';
import { small } from '../../trainer/test/tinyConfig.js';

/** Red, a cleared screen, another title, a line of its own, and text that runs backwards. */
const name = 'a\u001b[31m\u001b[2J\u001b]0;title\u0007\u009b1m\nb\u202ec\u007f';
const shown = String.raw`a\x1b[31m`;

const spikegrad = new OneProcess();
let folder = '';
beforeAll(async () => {
  folder = await dataFolder();
});
afterAll(async () => {
  await spikegrad.end();
  await rm(folder, { recursive: true });
});

/** Everything but new lines that a terminal obeys. */
// eslint-disable-next-line no-control-regex
const obeyed = /[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]/;

const cases: readonly (readonly [what: string, make: (at: string) => Promise<readonly string[]>])[] = [
  [
    'the name of a tensor',
    async (at) => {
      const data = Float32Array.of(1);
      await writeFile(join(at, 'a.safetensors'), encodeSafetensors({ [name]: { dtype: 'F32', shape: [1], data } }));
      return ['import', join(at, 'a.safetensors'), '--out', join(at, 'out')];
    },
  ],
  [
    'a field of a config',
    async (at) => {
      await writeFile(join(at, 'a.json'), JSON.stringify({ ...small, data: { set: 'cifar10' }, [name]: 1 }));
      return ['train', join(at, 'a.json')];
    },
  ],
  [
    'a config that is no JSON',
    async (at) => {
      await writeFile(join(at, 'a.json'), name);
      return ['train', join(at, 'a.json')];
    },
  ],
  ['the name of a folder', (at) => Promise.resolve(['report', join(at, name)])],
  [
    'a path that the system does not open',
    async (at) => {
      await mkdir(join(at, name));
      return ['import', join(at, name), '--out', join(at, 'out')];
    },
  ],
  ['a flag', () => Promise.resolve(['train', `--${name}`])],
  ['a field of --set', () => Promise.resolve(['summary', '--set', `${name}=1`])],
  [
    'the name of a class',
    async (at) => {
      await mkdir(join(at, 'data', name), { recursive: true });
      return ['data', 'show', '--format', 'imageFolder', join(at, 'data')];
    },
  ],
  [
    'the header of a recording',
    async (at) => {
      for (const each of 'airplane automobile bird cat deer dog frog horse ship truck'.split(' ')) {
        await mkdir(join(at, 'dvs', each), { recursive: true });
        const header = `#!AER-DAT2.0\r\n# AEChip: ${name.replace('\n', '')}\r\n`;
        for (const file of ['0.aedat', '1.aedat']) await writeFile(join(at, 'dvs', each, file), header);
      }
      return ['data', 'show', '--format', 'cifar10Dvs', join(at, 'dvs')];
    },
  ],
];

test.each(cases)('%s is shown and not obeyed', async (what, make) => {
  const at = join(folder, what.replaceAll(' ', '-'));
  await mkdir(at);
  const { code, out, err } = await spikegrad.run(await make(at), { SPIKEGRAD_FRAMES: join(at, 'frames') });
  expect(code).toBe(1);
  expect(err).not.toMatch(obeyed);
  expect(out).not.toMatch(obeyed);
  expect(err).toContain(shown);
});

test('an event for machines says the same name without a character that a terminal obeys', async () => {
  const { code, out } = await spikegrad.run(['data', 'list', '--json', '--dir', join(folder, name)]);
  expect(code).toBe(0);
  expect(out).not.toMatch(obeyed);
  expect((JSON.parse(out.split('\n')[0]!) as { folder: string }).folder).toContain(name);
});
