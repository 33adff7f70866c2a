import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { mkdtemp, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { Random } from '@spikegrad/core';
import { loadReleased, toReleased } from '@spikegrad/models';
import { decodeModel, decodeSafetensors, encodeSafetensors, toSafetensors, type HostStateDict } from '@spikegrad/nn';
import { buildNetwork } from '../../trainer/src/build/network.js';
import { networks, type NetworkName } from '../../trainer/src/schema/networks.js';
import { readConfig } from '../../runs/src/config/read.js';
import { spikegrad } from './commandLine.js';
import { records } from '../../datasets/test/records.js';
import { tinyConfig } from '../../trainer/test/tinyConfig.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'spikegrad-'));
  await writeFile(join(folder, 'test.bin'), records(20, 2));
});
afterAll(() => rm(folder, { recursive: true }));

/** Writes the weights of a network under released names, all of them drawn, in the order of their names as other writers have it. */
async function release(model: { name: NetworkName }, dimensions = { classes: 10, channels: 3 }): Promise<string> {
  const norm = { name: networks[model.name].normed ? 'osr' : 'none' };
  const network = buildNetwork(tinyConfig(folder, { model, norm }), dimensions);
  const random = new Random(5);
  for (const value of network.parameters()) value.replace(random.normal(value.shape, { deviation: 0.3 }));
  for (const { path, value } of network.namedBuffers())
    value.replace(random.uniform(value.shape, path.endsWith('Variance') ? { low: 0.5, high: 1.5 } : {}));
  const entries = Object.entries(await toReleased(network)).sort(([a], [b]) => (a < b ? -1 : 1));
  const file = join(folder, `${JSON.stringify(model).replace(/\W/g, '')}.safetensors`);
  await writeFile(file, encodeSafetensors(toSafetensors(Object.fromEntries(entries) as HostStateDict)));
  return file;
}

const tensorsIn = async (file: string) => decodeSafetensors(await readFile(file)).tensors;

const small = { width: 1 / 32 };
const models = [
  { name: 'vgg', ...small },
  { name: 'vgg', ...small, classifier: 'heavy' },
  { name: 'vggWS', width: 1 / 16, depth: 5 },
  { name: 'resNet', ...small, depth: 9 },
  { name: 'sewResNet', ...small, depth: 18 },
  { name: 'nfResNet', ...small, depth: 10, stem: 'cifar' },
  { name: 'nfResNetWS', ...small, depth: 10 },
] as const;

describe.each(models.map((model) => [JSON.stringify(model), model] as const))('%s', (_, model) => {
  test('is recognised, imported, and exported as it came', async () => {
    const file = await release(model, { classes: 7, channels: 2 });
    const run = join(folder, `run-${Object.values(model).join('-').replace('/', '')}`);
    const { code, out, err } = await spikegrad('import', file, '--out', run, '--json');
    expect([code, err]).toEqual([0, '']);
    expect(JSON.parse(out)).toMatchObject({ event: 'import', folder: run, classes: 7, channels: 2, config: { model } });

    const back = `${run}.safetensors`;
    expect((await spikegrad('export', run, '--out', back)).code).toBe(0);
    expect(await tensorsIn(back)).toEqual(await tensorsIn(file));
  });
});

test.each([
  [{ name: 'vgg' }, { channels: 3, classes: 10 }, 'cifar10', 4],
  [{ name: 'vggWS' }, { channels: 3, classes: 100 }, 'cifar100', 6],
  [{ name: 'sewResNet', depth: 10 }, { channels: 3, classes: 1000 }, 'imagenet', 4],
  [{ name: 'vgg' }, { channels: 2, classes: 10 }, 'cifar10Dvs', 10],
  [{ name: 'vgg', classifier: 'heavy' }, { channels: 2, classes: 11 }, 'dvsGesture', 14],
  [{ name: 'vggWS' }, { channels: 2, classes: 11 }, 'dvsGesture', 20],
] as const)(
  '%j with %j is tested on what the papers trained it on: %s, T = %d',
  async (network, dimensions, set, steps) => {
    const file = await release({ ...network, ...small }, dimensions);
    const { code, out } = await spikegrad('import', file, '--out', join(folder, 'of a paper'), '--json');
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({ ...dimensions, config: { data: { set }, steps } });
  },
);

test('data that --set names is that of the folder where the command was typed', async () => {
  const file = await release({ name: 'vgg', ...small });
  const home = process.cwd();
  process.chdir(folder);
  try {
    const set = 'data={"test":["test.bin"],"train":["./test.bin"]}';
    const said = await spikegrad('import', file, '--out', 'here/', '--set', set, '--set', 'steps=2', '--json');
    expect(JSON.parse(said.out)).toMatchObject({ folder: 'here', config: { data: { test: [resolve('test.bin')] } } });
    expect((await spikegrad('evaluate', 'here', '--limit', '2')).code).toBe(0);
    expect((await spikegrad('import', file, '--out', 'here/')).out).toContain('written to here-2');
  } finally {
    process.chdir(home);
  }
});

test('what was imported can be evaluated, and is the network that the library loads', async () => {
  const file = await release({ name: 'vgg', ...small });
  const run = join(folder, 'tested');
  const data = JSON.stringify({ train: [join(folder, 'test.bin')], test: [join(folder, 'test.bin')] });
  const said = await spikegrad('import', file, '--out', run, '--set', `data=${data}`, '--set', 'steps=2');
  expect(said.out.split('\n')).toEqual([
    `vgg-9 × 0.03125 for 10 classes and 3 channels, written to ${run}`,
    expect.stringContaining(`${file} has no SHA-256`),
    `to test it: spikegrad evaluate ${run}`,
  ]);
  const { code, out } = await spikegrad('evaluate', run, '--json');
  expect(code).toBe(0);
  expect(out).toContain('"thresholds":"dynamic"');

  const config = await readConfig(join(run, 'config.json'), {});
  const [ours, theirs] = [1, 2].map((seed) => buildNetwork({ ...config, seed }, { classes: 10, channels: 3 }));
  decodeModel(ours!, await readFile(join(run, 'model.safetensors')));
  const entries = Object.fromEntries(await tensorsIn(file)) as unknown as HostStateDict;
  await loadReleased(theirs!, entries);
  expect(await toReleased(ours!)).toEqual(await toReleased(theirs!));
});

describe('an import is refused', () => {
  test.each([
    [
      'of a file that is not there',
      'none.safetensors',
      /none\.safetensors\] expected a safetensors file of weights but received no such file or folder \(ENOENT\)$/,
    ],
    ['of something else', 'test.bin', /test\.bin\]/],
  ])('%s', async (_, name, message) => {
    const { code, err } = await spikegrad('import', join(folder, name), '--out', join(folder, 'no'));
    expect(code).toBe(1);
    expect(err).toMatch(message);
  });

  test('of a file that is cut, and one of no network there is', async () => {
    const file = await release({ name: 'vgg', ...small });
    const tensors = new Map(await tensorsIn(file));
    await truncate(file, 3000);
    expect((await spikegrad('import', file)).err).toMatch(/vgg.*\.safetensors\]/);
    tensors.delete('features.0.bn.gamma');
    await writeFile(file, encodeSafetensors(Object.fromEntries(tensors)));
    expect((await spikegrad('import', file)).err).toMatch(
      /expected the state dict of vgg, .*, with its released names but received 49 tensors: /,
    );
  });

  test('beside a config that is not of its network', async () => {
    const file = await release({ name: 'vgg', ...small });
    const wider = await spikegrad('import', file, '--out', join(folder, 'no'), '--set', 'model.width=1');
    expect(wider.err).toMatch(/expected features\.0\.synapse\.weight \[64, 3, 3, 3\] but received \[2, 3, 3, 3\]/);
    const unknown = await spikegrad('import', file, '--out', join(folder, 'no'), '--set', 'model.name=lenet');
    expect(unknown.err).toMatch(/^error: \[--set\]/);
  });
});
