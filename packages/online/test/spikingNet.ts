import { fromData, Random, type Backend, type DType, type Tensor } from '@spikegrad/core';
import { Linear, normal, onlineLoss, Sequential, type Module, type Monitor } from '@spikegrad/nn';
import { LIF } from '@spikegrad/neurons';
import { OSR, OTS } from '@spikegrad/normalization';
import { gradientsOf as gradientsByPath } from '@spikegrad/testing';
import { bptt, ndot, online, ottt, slttK, type LearningRule, type StepResult } from '../src/index.js';

type Named = readonly [claim: string, make: () => LearningRule];

const random = (): Random => new Random(6);

/** The rules that learn step by step, each made anew where it is asked for. */
export const stepwise: readonly Named[] = (['accumulate', 'online'] as const).flatMap((update): readonly Named[] => {
  const when = update === 'online' ? ', moving at every step' : '';
  return [
    [`online${when}`, () => online({ update })],
    [`ottt${when}`, () => ottt({ update })],
    [`ndot${when}`, () => ndot({ update })],
    [`slttK${when}`, () => slttK({ update, k: 3, random: random() })],
  ];
});

/** All rules. */
export const rules: readonly Named[] = [...stepwise, ['bptt', bptt]];

/** What a small network of a test is made of. */
export interface NetOptions {
  readonly backend?: Backend;
  readonly dtype?: DType;
  readonly seed?: number;
  readonly inputs?: number;
  readonly hidden?: number;
  readonly classes?: number;
  readonly layers?: number;
  readonly neuron?: (layer: number) => Module;
  readonly norm?: boolean;
}

/** `layers` times Linear → OSR → neuron, then a linear readout; float64 unless told. Its weights make every layer fire. */
export function spikingNet({
  backend,
  dtype = 'float64',
  seed = 1,
  inputs = 6,
  hidden = 12,
  classes = 3,
  layers = 2,
  neuron = () => new LIF({ threshold: new OTS() }),
  norm = true,
}: NetOptions = {}): Sequential {
  const place = { dtype, ...(backend && { backend }) };
  const random = new Random(seed);
  const synapse = (from: number): Linear =>
    new Linear(from, hidden, { random, initialWeight: normal(2 / Math.sqrt(from)), ...place });
  const spiking = Array.from({ length: layers }, (_, layer) => [
    synapse(layer === 0 ? inputs : hidden),
    ...(norm ? [new OSR(hidden, place)] : []),
    neuron(layer),
  ]);
  return new Sequential(...spiking.flat(), new Linear(hidden, classes, { random, ...place }));
}

/** What a network is to learn: a batch of frames and labels. */
export interface Batch {
  readonly frames: readonly Tensor[];
  readonly labels: Tensor;
}

/** `count` samples of `steps` frames of normal numbers and labels that go round. */
export function batchOf({
  backend,
  dtype = 'float64',
  seed = 2,
  inputs = 6,
  classes = 3,
  count = 8,
  steps = 4,
  level = 1,
}: Omit<NetOptions, 'neuron' | 'norm' | 'hidden' | 'layers'> & {
  readonly count?: number;
  readonly steps?: number;
  readonly level?: number;
}): Batch {
  const place = { dtype, ...(backend && { backend }) };
  const random = new Random(seed);
  const frames = Array.from({ length: steps }, () => random.normal([count, inputs], { deviation: level, ...place }));
  const labels = Array.from({ length: count }, (_, i) => i % classes);
  return { frames, labels: fromData(labels, [count], place) };
}

/** The step that rules are given: forward, and the paper's loss. */
export const stepOf =
  (model: Module, { frames, labels }: Batch) =>
  (t: number): StepResult => {
    const logits = model.forward(frames[t % frames.length]!);
    return { logits, loss: onlineLoss(logits, labels) };
  };

/** The gradient of every parameter, in their order, zeros where there is none. */
export const gradientsOf = (model: Module): readonly (readonly number[])[] => Object.values(gradientsByPath(model));

/** The mean firing rate of every layer of neurons over what a monitor saw. */
export async function ratesOf(monitor: Monitor): Promise<readonly number[]> {
  const readings = await monitor.read();
  return Object.values(readings).flatMap(({ rate }) => (rate ? [rate.reduce((a, b) => a + b) / rate.length] : []));
}
