import { describe, expect, test } from '@jest/globals';
import { cpu, stack, type Tensor } from '@spikegrad/core';
import { LIF } from '@spikegrad/neurons';
import { OTS } from '@spikegrad/normalization';
import { Dropout, forwardSequence, onlineLoss, sequence, SGD, type Module } from '@spikegrad/nn';
import { bptt, online, ottt, predict } from '@spikegrad/online';
import { awaken, everyNetwork, heldBy, imagesFor, labelsFor, narrow, vggOf } from './networks.js';

const steps = 3;
const count = 4;

const networks = everyNetwork.map(
  ([name, build, size]) => [name, (backend = cpu()) => awaken(build(narrow(backend))), size] as const,
);

const flat = (values: readonly Tensor[]): readonly number[] => values.flatMap((value) => [...value.dataSync()]);
const expectNear = (a: readonly number[], b: readonly number[]): void => {
  expect(a.length).toBe(b.length);
  expect(Math.max(...a.map((x, i) => Math.abs(x - b[i]!)))).toBeLessThan(1e-10);
};

describe.each(networks)('%s', (_, build, size) => {
  const framesFor = (model: Module): readonly Tensor[] =>
    Array.from({ length: steps }, (_, t) => imagesFor(model, count, size, 3, t));

  test.each([true, false])('computes and learns the same in one call as step by step (training: %p)', (training) => {
    const backend = cpu();
    const [together, apart] = [build(backend).train(training), build(backend).train(training)];
    const frames = framesFor(together);
    const labels = labelsFor(together, count);

    const all = forwardSequence(together, stack(frames));
    expect(all.shape).toEqual([steps, count, 3]);
    const each = sequence(apart, steps, (t) => apart.forward(frames[t]!), { throughTime: true });
    expectNear(flat([all]), flat(each));

    onlineLoss(
      all.reshape([steps * count, 3]),
      labels.reshape([1, count]).expand([steps, count]).flatten(0),
    ).backward();
    each
      .map((logits) => onlineLoss(logits, labels))
      .reduce((a, b) => a.add(b))
      .div(steps)
      .backward();
    const gradients = (model: Module): readonly number[] => flat(model.parameters().map(({ grad }) => grad!));
    expectNear(gradients(together), gradients(apart));
    expectNear(flat([...heldBy(together).values()]), flat([...heldBy(apart).values()]));
  });

  test.each([online(), ottt(), bptt()])('learns by $name and updates every weight', (rule) => {
    const model = build();
    const [frames, labels] = [framesFor(model), labelsFor(model, count)];
    const before = [...heldBy(model)].map(([name, value]) => [name, flat([value])] as const);
    const optimizer = new SGD(model.parameters(), { learningRate: 0.1, weightDecay: 1e-3 });
    const step = (t: number) => {
      const logits = model.forward(frames[t]!);
      return { logits, loss: onlineLoss(logits, labels) };
    };
    const { loss, logits } = rule.learn({ model, optimizer, steps, step });
    expect(logits.shape).toEqual([count, 3]);
    expect(flat([loss, logits]).every(Number.isFinite)).toBe(true);
    const after = heldBy(model);
    for (const [name, values] of before.filter(([path]) => path.endsWith('.weight')))
      expect([name, flat([after.get(name)!])]).not.toEqual([name, values]);
  });

  test('frees all intermediate tensors of a step, in training and in evaluation', () => {
    const backend = cpu();
    const model = build(backend);
    const [frames, labels] = [framesFor(model), labelsFor(model, count)];
    const learn = (): void =>
      void sequence(model, steps, (t) => onlineLoss(model.forward(frames[t]!), labels).backward());
    learn();
    const { tensors, bytes } = backend.memory();
    learn();
    predict(model, steps, (t) => model.forward(frames[t]!)).dispose();
    expect(backend.memory()).toMatchObject({ tensors, bytes });
    expect(tensors).toBe(heldBy(model).size + model.parameters().length + frames.length + 1);
  });
});

test('a factory of neurons gets the placement', async () => {
  const backend = cpu();
  const model = vggOf({
    ...narrow(backend),
    neuron: (placement) => new LIF({ threshold: new OTS({ steps, ...placement }) }),
  });
  for (const value of heldBy(model).values()) expect([value.backend, value.dtype]).toEqual([backend, 'float64']);
  expect([...heldBy(model).keys()].filter((name) => name.endsWith('.neuron.threshold.thresholds'))).toHaveLength(8);
});

test('dropout of the heavy classifier acts in training only', () => {
  const model = vggOf({ ...narrow(), classifier: 'heavy' });
  const images = imagesFor(model, count, 8);
  const say = (): readonly number[] => flat(sequence(model, 1, () => model.forward(images)));
  const [first, second] = [say(), say()];
  expect(first).not.toEqual(second);
  model.eval();
  expect(say()).toEqual(say());
});

test('dropout layers of the heavy classifier draw from different streams, so that no two masks are equal', () => {
  const layers = vggOf({ ...narrow(), classifier: 'heavy' }).modules();
  const generators = layers.flatMap((module) => (module instanceof Dropout ? [module.random] : []));
  expect(generators).toHaveLength(2);
  expect(new Set(generators).size).toBe(2);
  expect(new Set(generators.map(({ stream }) => stream)).size).toBe(2);
});
