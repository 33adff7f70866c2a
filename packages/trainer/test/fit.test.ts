import { beforeAll, afterAll, describe, expect, test } from '@jest/globals';
import { cpu, defaultBackend, tensor, use, ValueError, zeros } from '@spikegrad/core';
import { batches } from '@spikegrad/data';
import { Adam, cosine, SGD, stateDict, type Module } from '@spikegrad/nn';
import { bptt, ottt } from '@spikegrad/online';
import { wasm } from '@spikegrad/wasm';
import { fit } from '../src/fit/fit.js';
import type { FitOptions } from '../src/fit/options.js';
import { DivergedError } from '../src/loop/diverged.js';
import type { Epoch } from '../src/loop/epoch.js';
import type { Iteration } from '../src/loop/iterations.js';
import type { Recorder } from '../src/loop/recorder.js';
import { halves, tinyModel } from './tinyFit.js';

beforeAll(() => use(wasm({ threads: 1 })));
afterAll(() => use(cpu()));

const [train, validation] = [halves(40, 1), halves(30, 2)];
const small = { train, validation, epochs: 3, batchSize: 8, steps: 3, seed: 5 } satisfies FitOptions;

/** A recorder that keeps the names of its calls. */
function listening(): Recorder & { readonly calls: string[] } {
  const calls: string[] = [];
  const call = (name: string): Promise<void> => Promise.resolve(void calls.push(name));
  return {
    calls,
    begin: async () => (await call('begin'), null),
    iteration: ({ iteration }) => call(`iteration ${iteration}`),
    epoch: ({ epoch }) => call(`epoch ${epoch}`),
    end: (reason) => call(`end ${reason}`),
    close: () => call('close'),
  };
}

describe('fit', () => {
  test('learns two classes, and its history has the figures of every epoch', async () => {
    const model = tinyModel();
    const optimizer = new Adam(model.parameters(), { learningRate: 0.02 });
    const { epochs, best, endedBy } = await fit(model, { ...small, epochs: 12, optimizer });
    expect(endedBy).toBe('epochs');
    expect(epochs.map(({ epoch }) => epoch)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);
    expect(epochs[1]).toMatchObject({ iterations: 10, learningRate: 0.02 });
    expect(epochs.at(-1)!.loss).toBeLessThan(epochs[0]!.loss / 2);
    expect(epochs.at(-1)!.validation!.accuracy).toBeGreaterThan(0.9);
    expect(epochs.at(-1)!.validation!.loss).toBeLessThan(epochs[0]!.validation!.loss);
    for (const { layers, validation: result } of epochs) {
      expect(layers).toEqual([{ layer: 'layers.3', rate: expect.any(Array), threshold: expect.any(Array) }]);
      expect(layers[0]!.rate).toHaveLength(3);
      expect(result!.samples).toBe(30);
      expect(result!.low).toBeLessThanOrEqual(result!.accuracy);
      expect(result!.high).toBeGreaterThanOrEqual(result!.accuracy);
    }
    const most = Math.max(...epochs.map((each) => each.validation!.accuracy));
    expect(best).toBe(epochs.find((each) => each.validation!.accuracy === most));
  });

  test('gives the losses and accuracies of an epoch as means over its samples, batches of any size', async () => {
    const uneven = () => batches(train, { size: 16, shuffle: false, normalise: null }); // 16, 16 and 8
    const seen: Iteration[] = [];
    const onIteration = (each: Iteration) => void seen.push(each);
    const { epochs, best } = await fit(tinyModel(), { train: uneven, epochs: 1, onIteration });
    const mean = (of: (each: Iteration) => number) => (16 * of(seen[0]!) + 16 * of(seen[1]!) + 8 * of(seen[2]!)) / 40;
    expect(epochs[0]!.loss).toBeCloseTo(mean(({ loss }) => loss), 12); // prettier-ignore
    expect(epochs[0]!.accuracy).toBeCloseTo(mean(({ accuracy }) => accuracy), 12); // prettier-ignore
    expect([epochs[0]!.validation, epochs[0]!.isBest, best]).toEqual([null, false, null]);
  });

  test('learns the same from a data set and from its batches, with any rule', async () => {
    for (const rule of [undefined, bptt(), () => ottt()]) {
      const own = (epoch: number) => batches(train, { size: 8, seed: 5, epoch, normalise: null });
      const again = () => batches(validation, { size: 8, shuffle: false, normalise: null });
      const options = { ...small, ...(rule && { rule }) };
      const [first, second] = [tinyModel(), tinyModel()];
      const history = await fit(first, options);
      expect(await fit(second, { ...options, train: own, validation: again })).toEqual(history);
      expect(await stateDict(second)).toEqual(await stateDict(first));
    }
  });

  test('takes frames whose first axis is time, and draws spikes anew where it is asked to', async () => {
    const frames = () => [{ image: zeros([5, 2, 16]), label: tensor([0, 1]) }];
    const { epochs } = await fit(tinyModel(), { train: frames, epochs: 1, timeFirst: true });
    expect(epochs[0]!.layers[0]!.rate).toHaveLength(5);
    const losses = await Promise.all(
      (['direct', 'poisson'] as const).map(async (coding) => (await fit(tinyModel(), { ...small, coding })).epochs),
    );
    expect(losses[0]![0]!.loss).not.toBe(losses[1]![0]!.loss);
  });

  test('asks the schedule for the rate of every epoch, and hands it the iteration', async () => {
    const byEpoch = await fit(tinyModel(), { ...small, schedule: cosine({ initial: 0.2, length: 3 }) });
    [0.2, 0.15, 0.05].forEach((rate, i) => expect(byEpoch.epochs[i]!.learningRate).toBeCloseTo(rate, 12));
    const byIteration = await fit(tinyModel(), { ...small, schedule: (_, iteration) => 0.1 / (iteration + 1) });
    expect(byIteration.epochs.map((each) => each.learningRate)).toEqual([0.1 / 5, 0.1 / 10, 0.1 / 15]);
  });

  test('records nothing of the layers without a monitor, and learns the same', async () => {
    const [watched, alone] = [tinyModel(), tinyModel()];
    await fit(watched, small);
    const { epochs } = await fit(alone, { ...small, monitor: false });
    expect(epochs.map(({ layers }) => layers)).toEqual([[], [], []]);
    expect(await stateDict(alone)).toEqual(await stateDict(watched));
  });

  test('calls the recorder before the callbacks, and closes it at the end', async () => {
    const recorder = listening();
    const { calls } = recorder;
    const onIteration = ({ iteration }: Iteration) => void calls.push(`after iteration ${iteration}`);
    const onEpoch = ({ epoch }: Epoch) => void calls.push(`after epoch ${epoch}`);
    await fit(tinyModel(), { ...small, epochs: 1, batchSize: 20, recorder, onIteration, onEpoch });
    const body = ['iteration 0', 'after iteration 0', 'iteration 1', 'after iteration 1', 'epoch 0', 'after epoch 0'];
    expect(calls).toEqual(['begin', ...body, 'end epochs', 'close']);
  });
});

/** Weights of a model after each epoch, whose validation loss is written by hand. */
async function stopped(losses: readonly number[], earlyStopping: FitOptions['earlyStopping']) {
  const model = tinyModel();
  const weights: Awaited<ReturnType<typeof stateDict>>[] = [];
  let isTraining = true;
  const counted: Module['forward'] = model.forward.bind(model);
  model.forward = (x) => ((isTraining = model.training), counted(x));
  const loss: NonNullable<FitOptions['loss']> = (logits) =>
    isTraining ? logits.mul(logits).mean() : logits.mean().mul(0).add(losses[weights.length]!);
  const onEpoch = async () => void weights.push(await stateDict(model));
  const options = { ...small, epochs: losses.length, loss, onEpoch, ...(earlyStopping && { earlyStopping }) };
  return { ...(await fit(model, options)), weights, kept: await stateDict(model) };
}

describe('early stopping', () => {
  test('stops after as many epochs without improvement as its patience, and restores the best weights', async () => {
    const run = await stopped([3, 2, 2.5, 2, 1], { patience: 2, metric: 'loss' });
    expect(run.endedBy).toBe('earlyStopping');
    expect(run.epochs.map(({ isBest }) => isBest)).toEqual([true, true, false, false]);
    expect(run.best!.epoch).toBe(1);
    expect(run.kept).toEqual(run.weights[1]);
    expect(run.kept).not.toEqual(run.weights[3]);
  });

  test('keeps the last weights where the best are not to be restored', async () => {
    const run = await stopped([3, 2, 2.5, 2.5], { patience: 2, metric: 'loss', restoreBest: false });
    expect(run.kept).toEqual(run.weights[3]);
  });

  test('takes a smaller change than minDelta for no improvement', async () => {
    const run = await stopped([3, 2.9, 2.8, 1], { patience: 2, metric: 'loss', minDelta: 0.5 });
    expect([run.epochs.length, run.best!.epoch, run.endedBy]).toEqual([3, 0, 'earlyStopping']);
  });

  test('lets training end where every epoch improves', async () => {
    const run = await stopped([3, 2, 1], { patience: 1, metric: 'loss' });
    expect([run.epochs.length, run.best!.epoch, run.endedBy]).toEqual([3, 2, 'epochs']);
  });
});

describe('a signal', () => {
  test('stops training after the iteration that is going on', async () => {
    const controller = new AbortController();
    const recorder = listening();
    const onIteration = ({ iteration }: Iteration) => (iteration === 6 ? controller.abort() : undefined);
    const history = await fit(tinyModel(), { ...small, recorder, onIteration, signal: controller.signal });
    expect([history.endedBy, history.epochs.length]).toEqual(['aborted', 1]);
    expect(recorder.calls.slice(-3)).toEqual(['iteration 6', 'end aborted', 'close']);
  });

  test('stops a validation, whose epoch then has not ended', async () => {
    const controller = new AbortController();
    const stopping = () => (controller.abort(), batches(validation, { size: 8, normalise: null }));
    const history = await fit(tinyModel(), { ...small, validation: stopping, signal: controller.signal });
    expect(history).toEqual({ epochs: [], best: null, endedBy: 'aborted' });
  });

  test('that has stopped already lets nothing begin', async () => {
    const recorder = listening();
    await fit(tinyModel(), { ...small, recorder, signal: AbortSignal.abort() });
    expect(recorder.calls).toEqual(['begin', 'end aborted', 'close']);
  });
});

describe('fit fails, and closes its recorder, with', () => {
  const image = zeros([2, 16]);
  test.each<[string, Partial<FitOptions>, string]>([
    ['no epochs', { epochs: 0 }, 'epochs, an integer of at least 1 but received 0'],
    ['half a batch', { batchSize: 0.5 }, 'batchSize, an integer of at least 1 but received 0.5'],
    ['no steps', { steps: 0 }, 'steps, an integer of at least 1 but received 0'],
    [
      'no data',
      { train: 'cifar10' as never },
      'train, a data set or a function that returns batches but received string',
    ],
    ['an empty set', { train: halves(0, 1) }, 'train with at least one sample but received none'],
    ['an unknown coding', { coding: 'rate' as never }, "coding 'direct' or 'poisson' but received 'rate'"],
    ['no batches', { train: () => [] }, 'at least one batch per epoch but received none'],
    ['no iterable', { train: () => 3 as never }, 'a function that returns an iterable of batches but received number'],
    [
      'no label',
      { train: () => [{ image }] as never },
      'batches { image, label } of two tensors but received no label',
    ],
    ['nothing to validate on', { validation: () => [] }, 'at least one validation batch but received none'],
    ['no patience', { earlyStopping: { patience: 0 } }, 'earlyStopping.patience, an integer of at least 1'],
    ['a wrong metric', { earlyStopping: { patience: 1, metric: 'f1' as never } }, "'accuracy' or 'loss' but received"],
    ['a misspelt option', { epoch: 3 } as object, "[fit] expected known options but received 'epoch'"],
    [
      'a misspelt option',
      { earlyStopping: { patience: 1, metrik: 'loss' } as never },
      "known options but received 'metrik'",
    ],
    ['a wrong minDelta', { earlyStopping: { patience: 1, minDelta: -1 } }, 'minDelta of at least 0 but received -1'],
  ])('a ValueError for %s', async (_, options, message) => {
    const recorder = listening();
    const attempt = fit(tinyModel(), { ...small, ...options, recorder });
    await expect(attempt).rejects.toThrow(ValueError);
    await expect(attempt).rejects.toThrow(message);
    expect(recorder.calls.at(-1)).toBe('close');
  });

  test('a ValueError for early stopping without validation', async () => {
    const { validation: _, ...options } = small;
    const attempt = fit(tinyModel(), { ...options, earlyStopping: { patience: 1 } });
    await expect(attempt).rejects.toThrow('a validation set for earlyStopping but received none');
  });

  test('a DivergedError for weights that are not finite, after they were recorded', async () => {
    const recorder = listening();
    const model = tinyModel();
    const optimizer = new SGD(model.parameters(), { learningRate: 1e38 });
    await expect(fit(model, { ...small, recorder, optimizer })).rejects.toThrow(DivergedError);
    expect(recorder.calls.at(-2)).toMatch(/^iteration/);
  });
});

test('hundreds of iterations leave as many tensors and bytes as one', async () => {
  await use(wasm({ threads: 1 })); // one that holds nothing of other tests
  const model = tinyModel();
  const optimizer = new Adam(model.parameters(), { learningRate: 0.01 });
  const held: string[] = [];
  const onEpoch = () => {
    const { tensors, bytes } = defaultBackend().memory();
    held.push(`${tensors} tensors, ${bytes} bytes`);
  };
  await fit(model, { ...small, epochs: 40, optimizer, onEpoch, earlyStopping: { patience: 100 } });
  expect(held).toHaveLength(40); // 200 iterations
  expect([...new Set(held)]).toEqual([held[0]]);
});
