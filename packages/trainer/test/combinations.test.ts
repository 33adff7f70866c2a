import { describe, expect, test } from '@jest/globals';
import { meta } from '@spikegrad/core';
import { ValueError } from '@spikegrad/core';
import { buildNetwork } from '../src/build/network.js';
import { ConfigError } from '../src/config/configError.js';
import { configSchema, formsOf } from '../src/config/describe.js';
import { networkNames, networks } from '../src/schema/networks.js';
import { parseConfig } from '../src/config/parse.js';
import type { RunConfig } from '../src/schema/sections.js';

const least = { data: { train: ['a.bin'], test: ['b.bin'] } };
const read = (fields: object): RunConfig => parseConfig({ ...least, ...fields }, 'run.json');

describe('two sections that cannot be together are refused when the config is read, both named:', () => {
  test.each([
    [
      { model: { name: 'vggWS' } },
      'norm.name',
      'expected none with model.name vggWS, which has standardised weights instead of norms; it is "osr"',
    ],
    [
      { model: { name: 'nfResNetWS' }, norm: { name: 'vanilla' } },
      'norm.name',
      'expected none with model.name nfResNetWS',
    ],
    [
      { model: { name: 'sewResNet', depth: 9 } },
      'model.depth',
      'expected 10, 18 or 34, the depths of model.name sewResNet; it is 9',
    ],
    [
      { model: { name: 'resNet', classifier: 'heavy' } },
      'model.classifier',
      'expected light: model.name resNet has no other classifier; it is "heavy"',
    ],
    [
      { model: { name: 'nfResNetWS', width: 0.02 }, norm: { name: 'none' } },
      'model.width',
      'expected at least 0.0234375 with model.name nfResNetWS: below it, 1 × 1 convolutions have one weight per output, which cannot be standardised; it is 0.02',
    ],
    ...['ottt', 'ndot'].map((name): [object, string, string] => [
      { model: { name: 'sewResNet' }, rule: { name } },
      'rule.name',
      `expected online, slttK or bptt with model.name sewResNet and stem imagenet, whose max pooling of spikes allows no traces (ottt, ndot); or model.stem cifar; it is "${name}"`,
    ]),
    [
      { rule: { name: 'ndot' }, neuron: { name: 'parametricLif' } },
      'rule.name',
      'expected online, slttK or bptt with neuron.name parametricLif: traces (ottt, ndot) need a constant leak, and its leak is learned; or another neuron; it is "ndot"',
    ],
    [{ rule: { name: 'slttK', k: 5 }, steps: 4 }, 'rule.k', 'expected at most the 4 of steps; it is 5'],
  ])('%j', (fields, field, message) => {
    const attempt = (): RunConfig => read(fields);
    expect(attempt).toThrow(ConfigError);
    expect(attempt).toThrow(
      `[run.json] expected the fields that \`spikegrad train --help\` lists but received ${field}: ${message}`,
    );
  });

  test('norms over all steps beside a rule of single steps, with every norm that goes with it', () => {
    const { norm } = configSchema().properties!;
    const names = formsOf(norm!)!.flatMap(({ properties }) => {
      const { const: one, enum: several = [one] } = properties!['name']!;
      return several as readonly string[];
    });
    expect(names).toHaveLength(8);
    const goes = names.filter((name) => !['tdbn', 'tebn'].includes(name));
    for (const name of goes) expect(read({ norm: { name } }).norm.name).toBe(name);
    for (const name of ['tdbn', 'tebn']) {
      const listed = `expected ${goes.slice(0, -1).join(', ')} or ${goes.at(-1)} with rule.name online`;
      expect(() => read({ norm: { name } })).toThrow(listed);
    }
  });

  test('all of them at once', () => {
    const model = { name: 'vggWS', depth: 34, classifier: 'heavy' };
    expect(() => read({ model })).toThrow(/model\.depth: .*; model\.classifier: .*; norm\.name: /);
  });

  test('as soon as the network cannot be built, and no sooner', () => {
    const model = { name: 'nfResNetWS', width: 1.5 / 64 };
    const config = read({ model, norm: { name: 'none' } });
    const build = (width: number) => () =>
      buildNetwork({ ...config, model: { ...config.model, width } }, { classes: 10, channels: 3 }, undefined, meta());
    expect(build(1.5 / 64)).not.toThrow();
    expect(build(1.49 / 64)).toThrow(ValueError);
  });

  test('not what can be', () => {
    const cases = [
      { model: { name: 'sewResNet', stem: 'cifar' }, rule: { name: 'ottt' } },
      { model: { name: 'sewResNet', stem: 'cifar' }, rule: { name: 'ndot' } },
      { model: { name: 'nfResNet' }, rule: { name: 'ottt' } },
      { model: { name: 'vgg' }, norm: { name: 'none' } },
      { model: { classifier: 'heavy' } },
      { neuron: { name: 'parametricLif' }, rule: { name: 'slttK', k: 4 } },
      { neuron: { name: 'adaptiveLif' }, rule: { name: 'ndot' } },
    ];
    for (const fields of cases) expect(() => read(fields)).not.toThrow();
  });
});

describe.each(networkNames)('%s', (name) => {
  const { depths, stem, normed, heavy } = networks[name];
  const built = (model: object) => {
    const config = read({ model: { name, ...model }, norm: { name: normed ? 'osr' : 'none' } });
    return buildNetwork(config, { classes: 10, channels: 3 }, undefined, meta());
  };
  const shapes = (model: object): string =>
    built(model)
      .namedParameters()
      .map(({ path, value }) => `${path} ${value.shape.join(' ')}`)
      .join();

  test('has the depths that a config may ask for, and no others', () => {
    expect(new Set(depths.map((depth) => shapes({ depth }))).size).toBe(depths.length);
    const config = read({ model: { name }, norm: { name: normed ? 'osr' : 'none' } });
    const deep = { ...config, model: { ...config.model, depth: 11 } };
    expect(() => buildNetwork(deep, { classes: 10, channels: 3 }, undefined, meta())).toThrow(ValueError);
  });

  test('is the published one unless the config says otherwise', () => {
    expect(shapes({})).toBe(shapes({ depth: depths[0], stem }));
    expect(shapes({ stem: stem === 'cifar' ? 'imagenet' : 'cifar' })).not.toBe(shapes({}));
  });

  test(`has ${heavy ? 'two classifiers' : 'one classifier'}`, () => {
    if (heavy) expect(shapes({ classifier: 'heavy' })).not.toBe(shapes({}));
    else expect(() => shapes({ classifier: 'heavy' })).toThrow(ConfigError);
  });
});
