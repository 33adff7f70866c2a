import { Random, tensor, type Nested, type Tensor } from '@spikegrad/core';
import { AdaptiveAvgPool2d, AvgPool2d, Flatten, Linear, Scale, Sequential, WSConv2d } from '@spikegrad/nn';
import { LIF } from '@spikegrad/neurons';
import { readFigures, readGolden, type Figure, type GoldenCase, type Place } from '../../core/test/golden.js';
import { online, ottt } from '../src/index.js';
import { learn, smallestMargin, stepFigures, type Step } from './goldenBatch.js';

interface Case {
  readonly trace: boolean;
  readonly static: boolean;
  readonly T: number;
  readonly mse_share: number;
  readonly steps: readonly Step[];
  readonly grads: Readonly<Record<string, Nested>>;
}

interface Golden {
  readonly params: Readonly<Record<string, Nested>>;
  readonly x: readonly Nested[];
  readonly y: Nested;
  readonly cases: readonly Case[];
}

const golden = readGolden<Golden>('golden/net_ottt_trace.json', import.meta.url);

/** WSConv → LIF → · 2.74 → average pool → WSConv → LIF → · 2.74 → global mean → linear. */
function network(place: Place) {
  const random = new Random(0);
  const [conv1, conv2] = [
    new WSConv2d(2, 3, 3, { padding: 1, random, ...place }),
    new WSConv2d(3, 4, 3, { padding: 1, random, ...place }),
  ];
  const head = new Linear(4, 3, { random, ...place });
  const spiking = () => [new LIF({ reset: 'soft' }), new Scale(2.74)];
  const hidden = [conv1, ...spiking(), new AvgPool2d(2), conv2, ...spiking()];
  const model = new Sequential(...hidden, new AdaptiveAvgPool2d(1), new Flatten(), head);
  const learned: Readonly<Record<string, Tensor>> = {
    ...{ w1: conv1.weight, b1: conv1.bias!, gain1: conv1.gain, w2: conv2.weight, b2: conv2.bias!, gain2: conv2.gain },
    ...{ w3: head.weight, b3: head.bias! },
  };
  for (const [name, value] of Object.entries(learned)) value.replace(tensor(golden.params[name]!, place));
  return { model, learned };
}

async function oneSequence(each: Case, place: Place): Promise<readonly Figure[]> {
  const { model, learned } = network(place);
  const frames = each.static ? Array.from({ length: each.T }, () => golden.x[0]!) : golden.x;
  const { steps } = await learn(each.trace ? ottt() : online(), model, frames, golden.y, each, place);
  const gradients = Object.entries(each.grads).map(([name, expected]) => ({
    name: `gradient of ${name}`,
    received: learned[name]!.grad!,
    expected,
    margin: smallestMargin(each.steps),
  }));
  return readFigures([...stepFigures(each.steps, steps), ...gradients]);
}

/** A small network without norms, one sequence: with and without traces, on frames and on a still image. */
export const traceCases: readonly GoldenCase[] = golden.cases.map((each) => ({
  name: `a network without norms, ${each.trace ? 'traces' : 'no traces'}, ${each.static ? 'a still image' : 'frames'}`,
  run: (place) => oneSequence(each, place),
}));
