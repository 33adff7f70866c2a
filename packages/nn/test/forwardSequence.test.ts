import { expect, test } from '@jest/globals';
import { Random, stack, type Tensor } from '@spikegrad/core';
import fc from 'fast-check';
import {
  AvgPool2d,
  Conv2d,
  Dropout,
  Flatten,
  forwardSequence,
  Linear,
  Module,
  Scale,
  sequence,
  Sequential,
  signal,
  stepByStep,
  type Signal,
} from '../src/index.js';
import { close, exact, Leaky, list, ramp } from './toys.js';

/** Every kind of model that `[N, 2, 4, 4]` goes into. */
const models: Readonly<Record<string, (random: Random) => Module>> = {
  conv2d: (random) => new Conv2d(2, 3, 3, { random, stride: 2, padding: 1, ...exact }),
  linear: (random) => new Sequential(new Flatten(), new Linear(32, 2, { random, ...exact })),
  'stateless stack': (random) =>
    new Sequential(new Conv2d(2, 2, 3, { random, ...exact }), new AvgPool2d(2), new Scale(1.5), new Flatten()),
  'a neuron alone': () => new Leaky(),
  'stateful stack': (random) =>
    new Sequential(
      new Sequential(new Conv2d(2, 2, 3, { random, groups: 2, ...exact }), new Leaky()),
      new Dropout(0.3, { random: new Random(5) }),
      new Flatten(),
      new Linear(8, 3, { random, bias: false, ...exact }),
      new Leaky(),
    ),
  'own wiring': (random) =>
    new (class Residual extends Module {
      readonly synapse = new Conv2d(2, 2, 1, { random, ...exact });
      readonly neuron = new Leaky();
      override forward(x: Tensor): Tensor {
        return x.add(this.neuron.forward(this.synapse.forward(x)));
      }
    })(),
};

interface Outcome {
  readonly value: readonly number[];
  readonly gradients: readonly (readonly number[])[];
}

function outcome(model: Module, x: Tensor, run: () => Tensor): Outcome {
  const leaves = [...model.parameters(), x];
  for (const leaf of leaves) leaf.grad = null;
  const y = run();
  y.mul(ramp(y.shape)).sum().backward();
  return { value: list(y), gradients: leaves.map(({ grad }) => list(grad)) };
}

test.each(Object.entries(models))(
  'all steps at once give the same values and gradients as one by one: %s',
  (_, make) => {
    fc.assert(
      fc.property(
        fc.nat(1000),
        fc.integer({ min: 1, max: 4 }),
        fc.integer({ min: 1, max: 3 }),
        (seed, steps, count) => {
          const x = new Random(seed).normal([steps, count, 2, 4, 4], { ...exact, requiresGrad: true });
          const [atOnce, oneByOne] = [make(new Random(seed)), make(new Random(seed))];
          const together = outcome(atOnce, x, () => forwardSequence(atOnce, x));
          const apart = outcome(oneByOne, x, () =>
            stack(sequence(oneByOne, steps, (t) => oneByOne.forward(x.select(0, t)), { throughTime: true })),
          );
          expect(close(together.value, apart.value)).toBe(true);
          together.gradients.forEach((gradient, i) => expect(close(gradient, apart.gradients[i]!, 1e-10)).toBe(true));
          expect(atOnce.namedBuffers().map(({ value }) => list(value))).toEqual(
            oneByOne.namedBuffers().map(({ value }) => list(value)),
          );
        },
      ),
      { numRuns: 12 },
    );
  },
);

test('a trace that goes in with all steps comes out with all steps, merged or stepped', () => {
  const scale = new Scale(2);
  const x = (): Signal => signal(ramp([3, 2, 4]), ramp([3, 2, 4]).add(1));
  const expected = list(ramp([3, 2, 4]).add(1).mul(2));
  const merged = scale.forwardSequence(x()) as Signal;
  const stepped = stepByStep(x(), (frame) => scale.forward(frame)) as Signal;
  for (const y of [merged, stepped]) {
    expect(y.shape).toEqual([3, 2, 4]);
    expect(list(y)).toEqual(list(x().mul(2)));
    expect(list(y.presynaptic)).toEqual(expected);
  }
});

test('no trace is stacked if only some steps have one', () => {
  let t = 0;
  const y = stepByStep(ramp([2, 3]), (frame) => (t++ === 0 ? signal(frame, frame.add(1)) : frame)) as Signal;
  expect(y.presynaptic).toBeUndefined();
});
