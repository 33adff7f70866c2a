import { Random, tensor, type Backend, type Tensor } from '@spikegrad/core';
import {
  AdaptiveAvgPool2d,
  AvgPool2d,
  resumeState,
  Conv2d,
  Flatten,
  Linear,
  loadResumeState,
  loadStateDict,
  Monitor,
  onlineLoss,
  Sequential,
  SGD,
  stateDict,
  type Optimizer,
} from '@spikegrad/nn';
import { LIF } from '@spikegrad/neurons';
import { OSR, OTS } from '@spikegrad/normalization';
import { online } from '../src/index.js';

/** T of a training step. */
const steps = 3;

/** Twice convolution → OSR → LIF with OTS and dropout, and a readout; float32. */
export function spikingConvNet(backend: Backend): Sequential {
  const random = new Random(1);
  const layer = (inputs: number, outputs: number, seed: number) => [
    new Conv2d(inputs, outputs, 3, { padding: 1, random, backend }),
    new OSR(outputs, { guardRatio: 2, backend }),
    new LIF({ threshold: new OTS({ steps, backend }), dropout: 0.1, random: new Random(seed) }),
  ];
  return new Sequential(
    ...layer(2, 6, 2),
    new AvgPool2d(2),
    ...layer(6, 5, 3),
    new AdaptiveAvgPool2d(1),
    new Flatten(),
    new Linear(5, 3, { random, backend }),
  );
}

/** What one sequence gave, on the host. */
export interface StepReport {
  readonly loss: number;
  readonly gradients: readonly ArrayLike<number>[];
  /** Of each layer at each step: how often it fires. */
  readonly rates: readonly number[];
}

/** One sequence online from the model's state, on a batch of its own for each seed. */
export async function trainingStep(model: Sequential, optimizer: Optimizer, seed: number): Promise<StepReport> {
  const { backend } = model.parameters()[0]!;
  const frame = new Random(seed).normal([4, 2, 8, 8], { backend, deviation: 2 });
  const labels = tensor([0, 1, 2, 0], { backend });
  const monitor = new Monitor(model);
  const step = (): Record<'logits' | 'loss', Tensor> => {
    const logits = model.forward(frame);
    return { logits, loss: onlineLoss(logits, labels) };
  };
  const { loss, logits } = online().learn({ model, optimizer, steps, step, monitor });
  const readings = await monitor.read();
  const gradients = await Promise.all(model.parameters().map(({ grad }) => grad!.data()));
  const rates = Object.values(readings).flatMap(({ rate }) => rate ?? []);
  const value = await loss.item();
  for (const each of [frame, labels, loss, logits]) each.dispose();
  return { loss: value, gradients, rates };
}

/** The same training step from the same state on another backend; the model itself stays where it is. */
export async function trainingStepOn(model: Sequential, backend: Backend, seed: number): Promise<StepReport> {
  const [state, carried] = [await stateDict(model), await resumeState(model)];
  const copy = spikingConvNet(backend);
  loadStateDict(copy, state);
  loadResumeState(copy, carried);
  return trainingStep(copy, new SGD(copy.parameters(), { learningRate: 0 }), seed);
}
