import { describe, expect, test } from '@jest/globals';
import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ConfigError } from '../src/config/configError.js';
import { parseConfig, readConfig } from '../src/config/read.js';

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
    expect(config.norm).toEqual({ name: 'osr', momentum: 0.9, guardRatio: 20, gammaGradient: 'paper', flush: 'end' });
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
    [{ ...least, model: { name: 'resnet' } }, 'model.name', /vgg.*nfResNet18/],
    [{ ...least, optimiser: {} }, 'optimiser', /Unrecognized/i],
    [{ ...least, norm: { name: 'vanilla', guardRatio: 3 } }, 'norm.guardRatio', /Unrecognized/i],
    [{ ...least, optimizer: { name: 'adam', momentum: 0.9 } }, 'optimizer.momentum', /Unrecognized/i],
    [{ ...least, steps: 2.5 }, 'steps', /int/i],
    [{}, 'data', /object/i],
    [{ data: { train: [], test: ['b.bin'] } }, 'data.train', /Too small/i],
  ])('that is wrong is refused with the path of the field and what is allowed: %j', (value, field, allowed) => {
    const error = refusal(value);
    expect(error.fields).toContain(field);
    expect(error.message).toMatch(allowed);
    expect(error.message).toContain('run.json');
  });

  test('names all its faults at once', () => {
    expect(refusal({ ...least, steps: 0, seed: -1 }).fields).toEqual(['seed', 'steps']);
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

  test('that is missing, no JSON or no object is refused by name', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'spikegrad-'));
    await expect(readConfig(join(folder, 'none.json'), {})).rejects.toThrow(/none\.json.*ENOENT/);
    await writeFile(join(folder, 'broken.json'), '{');
    await expect(readConfig(join(folder, 'broken.json'), {})).rejects.toThrow(/broken\.json\] expected JSON/);
    await writeFile(join(folder, 'list.json'), '[]');
    await expect(readConfig(join(folder, 'list.json'), {})).rejects.toThrow(ConfigError);
  });
});
