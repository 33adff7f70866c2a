import { describe, expect, test } from '@jest/globals';
import type { Tensor } from '@spikegrad/core';
import { Conv2d, Linear, type Module } from '@spikegrad/nn';
import { heldBy, nfResNetOf, nfResNetWSOf, resNetOf, sewResNetOf, vggOf, vggWSOf } from './networks.js';

const networks: readonly (readonly [string, (seed: number, width: number) => Module])[] = [
  ['VGG', (seed, width) => vggOf({ seed, width, classifier: 'heavy' })],
  ['NF-ResNet-18', (seed, width) => nfResNetOf({ seed, width, depth: 18 })],
  ['SEW-ResNet-18', (seed, width) => sewResNetOf({ seed, width, depth: 18 })],
  ['VGG-WS', (seed, width) => vggWSOf({ seed, width })],
];

const valuesOf = (x: Tensor): readonly number[] => [...x.dataSync()];
const snapshot = (model: Module): Readonly<Record<string, readonly number[]>> =>
  Object.fromEntries([...heldBy(model)].map(([name, value]) => [name, valuesOf(value)]));

/** Mean and deviation lie within five standard errors of what was drawn: less than one in a million would not. */
function expectNormal(weight: Tensor, deviation: number): void {
  const values = valuesOf(weight);
  const { length } = values;
  const mean = values.reduce((a, b) => a + b, 0) / length;
  const spread = Math.sqrt(values.reduce((a, b) => a + (b - mean) ** 2, 0) / length);
  expect(Math.abs(mean)).toBeLessThan((5 * deviation) / Math.sqrt(length));
  expect(Math.abs(spread / deviation - 1)).toBeLessThan(5 / Math.sqrt(2 * length));
}

describe.each(networks)('the first weights of %s', (_, build) => {
  test('of convolutions are normal with deviation √(2/(out·k²)), of linear layers 0.01, and biases are 0', () => {
    const model = build(3, 0.25);
    const synapses = model.modules().filter((module) => module instanceof Conv2d || module instanceof Linear);
    expect(synapses.length).toBeGreaterThan(8);
    for (const { weight, bias } of synapses) {
      const [outputs, , height = 1, width = 1] = weight.shape;
      expectNormal(weight, weight.rank === 4 ? Math.sqrt(2 / (outputs! * height * width)) : 0.01);
      expect(valuesOf(bias!).every((value) => value === 0)).toBe(true);
    }
  });

  test('are equal for equal seeds and different for different ones', () => {
    const [a, b, c] = [snapshot(build(1, 1 / 16)), snapshot(build(1, 1 / 16)), snapshot(build(2, 1 / 16))];
    expect(b).toEqual(a);
    const weights = Object.keys(a).filter((name) => name.endsWith('.weight'));
    for (const name of weights) expect(c[name]).not.toEqual(a[name]);
  });

  test('differ between all layers', () => {
    const firsts = [...heldBy(build(1, 1 / 16))]
      .filter(([name]) => name.endsWith('.weight'))
      .map(([, weight]) => valuesOf(weight)[0]! / Math.sqrt(2 / (weight.shape[0]! * (weight.shape[2] ?? 1) ** 2)));
    expect(firsts.length).toBeGreaterThan(8);
    expect(new Set(firsts.map((first) => first.toPrecision(4))).size).toBe(firsts.length);
  });
});

test('norms begin as the identity: γ = 1, β = 0, μ̂ = 0, σ̂² = 1', () => {
  const norms = Object.entries(snapshot(vggOf({ width: 1 / 16 }))).filter(([name]) => name.includes('.norm.'));
  expect(norms).toHaveLength(4 * 8); // eight layers
  for (const [name, values] of norms) {
    const one = /\.(gamma|runningVariance)$/.test(name);
    expect([name, new Set(values)]).toEqual([name, new Set([one ? 1 : 0])]);
  }
});

test('ResNet-19 draws the biases of convolutions, and its linear layers, from ±1/√fan-in', () => {
  const model = resNetOf({ seed: 3, width: 0.25 });
  const expectUniform = (x: Tensor, fanIn: number): void => {
    const largest = valuesOf(x).reduce((most, value) => Math.max(most, Math.abs(value)), 0) * Math.sqrt(fanIn);
    expect(largest).toBeLessThanOrEqual(1 + 1e-6);
    expect(largest).toBeGreaterThan(0.5);
  };
  for (const module of model.modules()) {
    if (!(module instanceof Conv2d || module instanceof Linear)) continue;
    const { weight, bias } = module;
    const fanIn = weight.size / weight.shape[0]!;
    if (module instanceof Conv2d) expectNormal(weight, Math.sqrt(2 / (weight.shape[0]! * weight.shape[2]! ** 2)));
    else expectUniform(weight, fanIn);
    expectUniform(bias!, fanIn);
  }
});

test('the NF-ResNet of OTTT begins with classifier and gains of 0', () => {
  const zeros = Object.entries(snapshot(nfResNetWSOf({ width: 1 / 16 }))).filter(([name]) =>
    /skipGain$|^fc/.test(name),
  );
  expect(zeros).toHaveLength(16 + 2);
  for (const [name, values] of zeros) expect([name, new Set(values)]).toEqual([name, new Set([0])]);
});
