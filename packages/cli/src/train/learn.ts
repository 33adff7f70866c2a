import { scope } from '@spikegrad/core';
import { batches, cifarTrainTransform, type ImageDataset } from '@spikegrad/data';
import { Monitor, onlineLoss, type Module } from '@spikegrad/nn';
import { buildOptimizer, buildRule, buildSchedule } from '../build/learning.js';
import type { RunConfig } from '../config/schema.js';
import { layersOf, type LayerActivity } from './layers.js';

/** One iteration of training: a batch through T steps and one move of the parameters. */
export interface Iteration {
  readonly iteration: number;
  readonly learningRate: number;
  readonly loss: number;
  /** Share of the batch that was told right, before the move. */
  readonly accuracy: number;
  readonly layers: readonly LayerActivity[];
}

/** Trains a model as the config says, one iteration at a time. */
export async function* learn(model: Module, dataset: ImageDataset, config: RunConfig): AsyncGenerator<Iteration> {
  const { iterations, steps, loss: lossOptions } = config;
  const rule = buildRule(config.rule);
  const optimizer = buildOptimizer(model, config.optimizer);
  const schedule = buildSchedule(config);
  const monitor = new Monitor(model);
  let iteration = 0;
  for await (const { image, label } of endless(dataset, config)) {
    optimizer.learningRate = schedule(iteration);
    const step = () => {
      const logits = model.forward(image);
      return { logits, loss: onlineLoss(logits, label, lossOptions) };
    };
    const result = rule.learn({ model, optimizer, steps, step, monitor });
    const right = scope(() => result.logits.argmax(1).equal(label).mean());
    const [accuracy, loss] = await Promise.all([right.item(), result.loss.item()]);
    for (const tensor of [right, result.logits, result.loss]) tensor.dispose();
    yield { iteration, learningRate: optimizer.learningRate, loss, accuracy, layers: layersOf(await monitor.read()) };
    if (++iteration === iterations) return;
  }
}

/** Batches of one epoch after the other, each in its own order. */
async function* endless(dataset: ImageDataset, { seed, batchSize: size, data }: RunConfig) {
  const cutout = data.cutout === 'off' ? false : data.cutout;
  const augmented = data.augment ? { transform: cifarTrainTransform({ cutout }) } : {};
  for (let epoch = 0; ; epoch++)
    yield* batches(dataset, { size, seed, epoch, dropLast: dataset.count > size, ...augmented });
}
