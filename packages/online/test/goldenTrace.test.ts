import { describe, expect, test } from '@jest/globals';
import { Random, type Nested, type Tensor } from '@spikegrad/core';
import { AdaptiveAvgPool2d, AvgPool2d, Flatten, Linear, Scale, Sequential, WSConv2d } from '@spikegrad/nn';
import { LIF } from '@spikegrad/neurons';
import { readGolden } from '../../normalization/test/golden.js';
import { double, expectClose } from '../../normalization/test/numbers.js';
import { online, ottt } from '../src/index.js';
import { learn } from './goldenNet.js';

interface Case {
  readonly trace: boolean;
  readonly static: boolean;
  readonly T: number;
  readonly mse_share: number;
  readonly steps: readonly { readonly logits: Nested; readonly loss: number }[];
  readonly grads: Readonly<Record<string, Nested>>;
}

interface Golden {
  readonly params: Readonly<Record<string, Nested>>;
  readonly x: readonly Nested[];
  readonly y: Nested;
  readonly cases: readonly Case[];
}

const golden = readGolden<Golden>('golden/net_ottt_trace.json', import.meta.url);
const dtype = 'float64';

/** WSConv → LIF → · 2.74 → average pool → WSConv → LIF → · 2.74 → global mean → linear. */
function network() {
  const random = new Random(0);
  const [conv1, conv2] = [
    new WSConv2d(2, 3, 3, { padding: 1, random, dtype }),
    new WSConv2d(3, 4, 3, { padding: 1, random, dtype }),
  ];
  const head = new Linear(4, 3, { random, dtype });
  const spiking = () => [new LIF({ reset: 'soft' }), new Scale(2.74)];
  const hidden = [conv1, ...spiking(), new AvgPool2d(2), conv2, ...spiking()];
  const model = new Sequential(...hidden, new AdaptiveAvgPool2d(1), new Flatten(), head);
  const learned: Readonly<Record<string, Tensor>> = {
    ...{ w1: conv1.weight, b1: conv1.bias!, gain1: conv1.gain, w2: conv2.weight, b2: conv2.bias!, gain2: conv2.gain },
    ...{ w3: head.weight, b3: head.bias! },
  };
  for (const [name, value] of Object.entries(learned)) value.replace(double(golden.params[name]!));
  return { model, learned };
}

describe('a network without norms gives the golden logits, losses and gradients', () => {
  test('with and without traces, on frames and on a still image', () => {
    expect(golden.cases.map((each) => [each.trace, each.static])).toHaveLength(4);
  });

  test.each(golden.cases.map((each) => [`trace ${each.trace}, static ${each.static}`, each] as const))(
    '%s',
    async (_, each) => {
      const { model, learned } = network();
      const frames = each.static ? Array.from({ length: each.T }, () => golden.x[0]!) : golden.x;
      const { steps } = await learn(each.trace ? ottt() : online(), model, frames, golden.y, each);
      each.steps.forEach((expected, t) => {
        expectClose(steps[t]!.logits, expected.logits);
        expectClose(steps[t]!.loss, expected.loss);
      });
      for (const [name, gradient] of Object.entries(each.grads)) expectClose(learned[name]!.grad!, gradient);
    },
  );
});
