import { describe, expect, test } from '@jest/globals';
import { cpu, fromData, sizeOf, type Nested, type Shape, type Tensor } from '@spikegrad/core';
import { LIF } from '@spikegrad/neurons';
import { Dropout, onlineLoss, SGD, type Module } from '@spikegrad/nn';
import { OSR } from '@spikegrad/normalization';
import { online, ottt } from '@spikegrad/online';
import { expectGolden, flatten, readFigures, readGolden } from '../../core/test/golden.js';
import { releasedNames, type NetworkOptions } from '../src/index.js';
import { heldBy, nfResNetOf, nfResNetWSOf, resNetOf, sewResNetOf, vggOf, vggWSOf } from './networks.js';

interface Learned {
  readonly logits: readonly Nested[];
  readonly loss: number;
  readonly gradients: Readonly<Record<string, number>>;
}

interface Case extends Readonly<Record<'online' | 'ottt', Learned>> {
  readonly names: readonly string[];
  readonly rates: readonly [least: number, most: number];
}

interface Golden {
  readonly steps: number;
  readonly shape: Shape;
  readonly classes: number;
  readonly width: number;
  readonly threshold: number;
  readonly mse_share: number;
  readonly networks: Readonly<Record<string, Case>>;
}

const golden = readGolden<Golden>('golden/networks.json', import.meta.url);
const place = { backend: cpu(), dtype: 'float64' } as const;

/** What the script makes of a name and a shape. */
function pattern(name: string, shape: Shape, mean = 0, spread = 1): Tensor {
  const start = Array.from(name).reduce((sum, letter, i) => sum + (i + 1) * letter.charCodeAt(0), 0);
  const at = (i: number): number => mean + spread * (((31 * i * i + 7919 * i + 104729 * start) % 2003) / 2003 - 0.5);
  return fromData(Float64Array.from({ length: sizeOf(shape) }, (_, i) => at(i)), shape, place); // prettier-ignore
}

const spreads: Readonly<Record<string, readonly [mean: number, spread: number]>> = {
  ...{ bias: [0, 0.2], gamma: [1, 0.4], beta: [0, 0.4], run_mean: [0, 0.4], run_var: [1, 0.5], gain: [1, 0.4] },
  skipinit_gain: [1, 0.5],
};

function first(name: string, shape: Shape): Tensor {
  const [mean, spread] = spreads[name.split('.').at(-1)!] ?? [0, 7 / Math.sqrt(sizeOf(shape.slice(1)))];
  return pattern(name, shape, mean, spread);
}

const { classes, width, threshold } = golden;
const options: Partial<NetworkOptions> = {
  ...{ ...place, classes, width },
  norm: (channels, placement) => new OSR(channels, { guardRatio: null, ...placement }),
  neuron: () => new LIF({ threshold }),
};

const networks: Readonly<Record<string, () => Module>> = {
  vgg_heavy: () => vggOf({ ...options, classifier: 'heavy' }),
  vgg_ws: () => vggWSOf(options),
  resnet_19: () => resNetOf(options),
  sew_resnet_18: () => sewResNetOf({ ...options, depth: 18, stem: 'cifar' }),
  nf_resnet_18: () => nfResNetOf({ ...options, depth: 18 }),
  nf_resnet_34_ws: () => nfResNetWSOf(options),
};

/** A network as the script begins, and what it holds by released names. */
function begin(name: string): { readonly model: Module; readonly held: ReadonlyMap<string, Tensor> } {
  const model = networks[name]!();
  for (const module of model.modules()) if (module instanceof Dropout) module.eval();
  const names = releasedNames(model);
  const held = new Map([...heldBy(model)].map(([path, value]) => [names.get(path)!, value]));
  for (const [released, value] of held) value.replace(first(released, value.shape));
  return { model, held };
}

const rules = { online: online(), ottt: ottt() };
const cases = Object.keys(golden.networks).flatMap((name) =>
  (['online', 'ottt'] as const).map((rule) => [name, rule] as const),
);

describe('logits, loss and the gradient of every parameter equal those of PyTorch', () => {
  test('for every family of networks, each of which fires in every layer', () => {
    expect(Object.keys(golden.networks)).toEqual(Object.keys(networks));
    for (const { rates } of Object.values(golden.networks)) {
      expect(rates[0]).toBeGreaterThan(0.1);
      expect(rates[1]).toBeLessThan(0.95);
    }
  });

  test.each(cases)('%s by %s', async (name, rule) => {
    const expected = golden.networks[name]![rule];
    const { model, held } = begin(name);
    expect([...held.keys()].sort()).toEqual(golden.networks[name]!.names);
    const label = fromData([0, 2], [2], place);
    const said: Tensor[] = [];
    const step = (t: number) => {
      const logits = model.forward(pattern(`frame ${t}`, golden.shape, 0.5, 4));
      said.push(logits.detach().keep());
      return { logits, loss: onlineLoss(logits, label, { mseWeight: golden.mse_share }) };
    };
    const optimizer = new SGD(model.parameters(), { learningRate: 0 });
    const { loss } = rules[rule].learn({ model, optimizer, steps: golden.steps, step });
    const gradients = Object.entries(expected.gradients).map(([path, value]) => {
      const { grad, shape } = held.get(path)!;
      return {
        name: `gradient of ${path}`,
        received: grad!.mul(pattern(`${path} gradient`, shape)).sum(),
        expected: value,
      };
    });
    expect(gradients).toHaveLength(model.parameters().length);
    const figures = [
      {
        name: 'logits',
        received: said.flatMap((logits) => [...logits.dataSync()]),
        expected: expected.logits.flatMap(flatten),
      },
      { name: 'loss', received: loss, expected: expected.loss },
      ...gradients,
    ];
    expectGolden(await readFigures(figures), { tolerance: 1e-9 });
  });
});
