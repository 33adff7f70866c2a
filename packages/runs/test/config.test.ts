import { describe, expect, test } from '@jest/globals';
import { mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { presets } from '@spikegrad/normalization';
import { assign } from '../../trainer/src/config/assign.js';
import { ConfigError } from '../../trainer/src/config/configError.js';
import { configSchema } from '../../trainer/src/config/describe.js';
import { parseConfig } from '../../trainer/src/config/parse.js';
import { presetNames } from '../../trainer/src/schema/preset.js';
import { readConfig } from '../src/config/read.js';

const least = { data: { train: ['a.bin'], test: ['b.bin'] } };

function refusal(value: unknown): ConfigError {
  try {
    parseConfig(value, 'run.json');
  } catch (error) {
    if (error instanceof ConfigError) return error;
  }
  throw new Error('the config was taken');
}

describe('a config', () => {
  test('needs only its data; every other field has a default', () => {
    const config = parseConfig(least, 'run.json');
    expect(config.norm).toEqual({
      ...{ name: 'osr', epsilon: 1e-4, momentum: 0.9 },
      ...{ guardRatio: 20, gammaGradient: 'paper', flush: 'end' },
    });
    expect(config.neuron.threshold).toEqual({ name: 'ots', initial: 1, evaluation: 'running' });
    expect(config.optimizer.learningRate).toBe(0.1);
  });

  test('with every default filled in is itself a config of the same run', () => {
    const config = parseConfig(least, 'run.json');
    expect(parseConfig(config, 'again')).toEqual(config);
  });

  test.each([
    [{ ...least, optimizer: { name: 'sgd', learningRate: -1 } }, 'optimizer.learningRate', /greater|>0|Too small/i],
    [{ ...least, neuron: { threshold: { name: 'adaptive' } } }, 'neuron.threshold.name', /ots|fixed|Invalid/i],
    [{ ...least, neuron: { tau: 0.5 } }, 'neuron.tau', />=1/],
    [
      { ...least, neuron: { name: 'lsnn' } },
      'neuron.name',
      /'lif' \| 'if' \| 'parametricLif' \| 'adaptiveLif'; it is "lsnn"/,
    ],
    [{ ...least, neuron: { name: 'if', tau: 2 } }, 'neuron.tau', /neuron with name "if" has no such field/],
    [{ ...least, rule: { name: 'sltt' } }, 'rule.name', /'online' \| 'ottt' \| 'ndot' \| 'slttK' \| 'bptt'/],
    [{ ...least, rule: { name: 'bptt', update: 'online' } }, 'rule.update', /rule with name "bptt" has no such field/],
    [{ ...least, data: { ...least.data, coding: 'rate' } }, 'data.coding', /direct.*poisson/],
    [{ ...least, model: { name: 'resnet' } }, 'model.name', /vgg.*nfResNet/],
    [{ ...least, optimiser: {} }, 'optimiser', /unknown field; did you mean optimizer\?/],
    [
      { ...least, norm: { name: 'vanilla', guardRatio: 3 } },
      'norm.guardRatio',
      /norm with name "vanilla" has no such field/,
    ],
    [
      { ...least, optimizer: { name: 'adam', momentum: 0.9 } },
      'optimizer.momentum',
      /optimizer with name "adam" has no/,
    ],
    [{ ...least, optimizer: { name: 'sgd', lr: 1 } }, 'optimizer.lr', /did you mean optimizer\.learningRate\?/],
    [{ ...least, optimizer: { name: 'lion' } }, 'optimizer.name', /'sgd' \| 'adam' \| 'adamw'/],
    [{ ...least, steps: 'many' }, 'steps', /received string; it is "many"/],
    [{ ...least, model: { width: 17 } }, 'model.width', /<=16; it is 17/],
    [{ ...least, steps: 1e5 }, 'steps', /<=10000; it is 100000/],
    [{ ...least, batchSize: 1e6 }, 'batchSize', /<=65536; it is 1000000/],
    [{ ...least, steps: 2.5 }, 'steps', /int/i],
    [JSON.parse('{"data":{"set":"cifar10"},"steps":1e400}'), 'steps', /received Infinity; it is Infinity$/],
    [{}, 'data', /the smallest config: \{ "data": \{ "set": "cifar10" \} \}$/],
    [{ data: { train: [], test: ['b.bin'] } }, 'data.train', /Too small/i],
  ])('that is wrong is refused with the path of the field and what is allowed: %j', (value, field, allowed) => {
    const error = refusal(value);
    expect(error.fields).toContain(field);
    expect(error.message).toMatch(allowed);
    expect(error.message).toContain('run.json');
  });

  test.each<[string, Record<string, unknown>, string]>([
    ['norm', { momentum: 0.5 }, 'osr'],
    ['neuron', { tau: 3 }, 'lif'],
    ['rule', { update: 'online' }, 'online'],
    ['optimizer', { learningRate: 1 }, 'sgd'],
    ['model', { width: 0.5 }, 'vgg'],
  ])('may leave out the name of its %s, which is then that of the default', (section, fields, name) => {
    const config = parseConfig({ ...least, [section]: fields }, 'run.json');
    expect(config[section as 'norm']).toMatchObject({ ...fields, name });
    const { threshold } = parseConfig({ ...least, neuron: { threshold: { initial: 2 } } }, 'run.json').neuron;
    expect(threshold).toEqual({ name: 'ots', initial: 2, evaluation: 'running' });
  });

  test('names all its faults at once', () => {
    expect(refusal({ ...least, steps: 0, seed: -1 }).fields).toEqual(['seed', 'steps']);
    expect(refusal({ ...least, seeds: 1, step: 2 }).fields).toEqual(['seeds', 'step']);
  });
});

describe('a config file', () => {
  test('gives paths of data relative to itself, and yields to the command line', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'spikegrad-'));
    await writeFile(join(folder, 'run.json'), JSON.stringify({ ...least, seed: 5 }));
    const config = await readConfig(join(folder, 'run.json'), { seed: 9 });
    expect(config.data.train).toEqual([join(folder, 'a.bin')]);
    expect(config.seed).toBe(9);
  });

  test('that is missing, no JSON or no object is refused by name; a byte order mark is passed over', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'spikegrad-'));
    await expect(readConfig(join(folder, 'none.json'), {})).rejects.toThrow(
      /none\.json\] .* no such file; `spikegrad train --help`/,
    );
    await writeFile(join(folder, 'broken.json'), '{');
    await expect(readConfig(join(folder, 'broken.json'), {})).rejects.toThrow(/broken\.json\] expected JSON/);
    await writeFile(join(folder, 'mark.json'), `\ufeff${JSON.stringify(least)}`);
    expect((await readConfig(join(folder, 'mark.json'), {})).seed).toBe(1); // editors on Windows put a mark before it
    await writeFile(join(folder, 'list.json'), '[]');
    await expect(readConfig(join(folder, 'list.json'), {})).rejects.toThrow(ConfigError);
  });
});

describe('a field set from the command line', () => {
  const set = (config: object, ...assignments: readonly string[]) =>
    parseConfig(assignments.reduce(assign, { ...least, ...config }), 'run.json');

  test.each([
    ['optimizer.learningRate=0.05', {}, { optimizer: { name: 'sgd', learningRate: 0.05 } }],
    [
      'optimizer={"name":"adam"}',
      { optimizer: { name: 'sgd', momentum: 0.5 } },
      { optimizer: { name: 'adam', learningRate: 0.001 } },
    ],
    ['neuron.threshold.initial=2', {}, { neuron: { threshold: { name: 'ots', initial: 2, evaluation: 'running' } } }],
    ['norm.guardRatio=null', { norm: { name: 'osr', momentum: 0.5 } }, { norm: { guardRatio: null, momentum: 0.5 } }],
    ['norm.name=vanilla', {}, { norm: { name: 'vanilla' } }],
    ['schedule=constant', {}, { schedule: 'constant' }],
    ['data.augment=false', {}, { data: { augment: false, train: ['a.bin'] } }],
    ['data.test=["c=d.bin"]', {}, { data: { test: ['c=d.bin'] } }],
    ['checkpoint.every=null', {}, { checkpoint: { every: null, keep: 2 } }],
  ])('%s', (assignment, config, expected) => {
    expect(set(config, assignment)).toMatchObject(expected);
  });

  test('yields to a later one, and leaves the config it was given alone', () => {
    const config = { optimizer: { name: 'sgd', learningRate: 1 } };
    expect(set(config, 'optimizer.learningRate=2', 'optimizer.learningRate=3').optimizer.learningRate).toBe(3);
    expect(config.optimizer.learningRate).toBe(1);
  });

  test.each([
    ['optimizer.learningrate=1', 'optimizer.learningRate'],
    ['optimiser.momentum=1', 'optimizer.momentum'],
    ['step=3', 'steps'],
    ['optimizer.lr=1', 'optimizer.learningRate'],
    ['bs=8', 'batchSize'],
    ['neuron.treshold.name=fixed', 'neuron.threshold.name'],
    ['seed.value=3', 'seed'],
    ['__proto__.seed=3', 'preset'],
    ['data.train.0=a', 'data.train'],
  ])('%s is refused with the nearest field', (assignment, meant) => {
    expect(() => set({}, assignment)).toThrow(ConfigError);
    expect(() => set({}, assignment)).toThrow(`did you mean ${meant}`);
  });

  test.each(['steps', '=3', ''])('%p is no assignment', (text) => {
    expect(() => set({}, text)).toThrow(/\[--set\] expected a field and its value, such as steps=6 but received/);
  });

  test('with a value that is not allowed is refused as it would be in the file', () => {
    expect(() => set({}, 'steps=many')).toThrow(/steps: .*expected number/);
    expect(() => set({}, 'optimizer.momentum=2')).toThrow(/optimizer\.momentum/);
  });

  test('is blamed in place of the file for its own faults, and beside it for both', async () => {
    const file = join(await mkdtemp(join(tmpdir(), 'spikegrad-')), 'run.json');
    const read = (config: object) =>
      writeFile(file, JSON.stringify(config)).then(() =>
        readConfig(file, { set: ['steps=0', 'optimizer={"name":"x"}'] }),
      );
    await expect(read(least)).rejects.toThrow(/^\[--set\] .* steps: .*; it is 0; optimizer\.name: .*; it is "x"$/);
    await expect(read({ ...least, seed: -1 })).rejects.toThrow(/run\.json\] .* seed: .*; it is -1; --set steps: /);
  });

  test('of a file takes the place of what the file says', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'spikegrad-'));
    await writeFile(join(folder, 'run.json'), JSON.stringify({ ...least, steps: 5 }));
    const config = await readConfig(join(folder, 'run.json'), { set: ['steps=6'], seed: 3 });
    expect([config.steps, config.seed]).toEqual([6, 3]);
  });

  test.each([
    ['data.train=["../c.bin","/d.bin"]', ['../c.bin', '/d.bin'], [null, 'b.bin']],
    ['data={"train":["c.bin"],"test":["e/"]}', ['c.bin'], ['e']],
  ])('names paths from the current folder, where it was typed: %s', async (assignment, train, [typed, own]) => {
    const folder = await mkdtemp(join(tmpdir(), 'spikegrad-'));
    await writeFile(join(folder, 'run.json'), JSON.stringify(least));
    const { data } = await readConfig(join(folder, 'run.json'), { set: [assignment] });
    const test = typed === null ? join(folder, own!) : resolve(typed!);
    expect(data).toMatchObject({ train: train.map((path) => resolve(path)), test: [test] });
  });
});

describe('the version of a config', () => {
  test('is 1 where nothing is said, and part of the filled-in config', () => {
    expect(parseConfig(least, 'run.json').version).toBe(1);
    expect(parseConfig({ ...least, version: 1 }, 'run.json')).toEqual(parseConfig(least, 'run.json'));
  });

  test.each([2, 0])('of %p is refused with what is read and what to do, before any field', (version) => {
    expect(() => parseConfig({ version, unheardOf: true }, 'run.json')).toThrow(
      /^\[run\.json\] expected a config of version 1 but received version (2|0); .* npm install @spikegrad\/cli@latest$/,
    );
  });

  test.each(['1', 'abc', null, 1.5])('that is no whole number, %p, is a wrong field like any other', (version) => {
    const error = refusal({ ...least, version });
    expect(error.fields).toEqual(['version']);
    expect(error.message).toContain(`version: Invalid input: expected 1; it is ${JSON.stringify(version)}`);
  });
});

test('the published JSON Schema is that of the config: else run `npm run schema`', async () => {
  const file = new URL('../../trainer/schema/run.schema.json', import.meta.url);
  expect(JSON.parse(await readFile(file, 'utf8'))).toEqual(JSON.parse(JSON.stringify(configSchema())));
  expect(
    parseConfig({ ...least, $schema: 'node_modules/@spikegrad/trainer/schema/run.schema.json' }, 'run.json').seed,
  ).toBe(1);
});

describe('a preset is one word that', () => {
  const data = { train: ['train.bin'], test: ['test.bin'] };
  const parsed = (fields: object) => parseConfig({ data, ...fields }, 'run.json');

  test.each(presetNames)('sets norm and neuron as the library has them under %s', (preset) => {
    const { norm, neuron } = parsed({ preset });
    expect(norm).toMatchObject({ name: 'osr', ...presets[preset].norm });
    expect(neuron).toMatchObject({ name: 'lif', ...presets[preset].neuron });
    expect(parsed({ preset, norm: { name: 'osr', epsilon: 0.01 } }).norm).toEqual({ ...norm, epsilon: 0.01 });
  });

  test('single fields override, and norms without a guard take what they have', () => {
    const { norm, neuron } = parsed({
      preset: 'paper',
      norm: { name: 'osr', guardRatio: 50 },
      neuron: { reset: 'soft' },
    });
    expect(norm).toMatchObject({ guardRatio: 50, gammaGradient: 'paper', flush: 'end' });
    expect(neuron.reset).toBe('soft');
    expect(parsed({ preset: 'official', norm: { name: 'vanilla' } }).norm).toMatchObject({ flush: 'lazy' });
    expect(parsed({ preset: 'official', model: { name: 'vggWS' }, norm: { name: 'none' } }).norm).toEqual({
      name: 'none',
    });
  });

  test('nobody gives in vain: another is refused, and a config that was written reads back as it is', () => {
    expect(() => parsed({ preset: 'release' })).toThrow(/preset/);
    const config = parsed({ preset: 'official' });
    expect(parseConfig(config, 'run.json')).toEqual(config);
    expect(parsed({}).norm).toMatchObject({ guardRatio: 20, gammaGradient: 'paper', flush: 'end', epsilon: 1e-4 });
  });
});
