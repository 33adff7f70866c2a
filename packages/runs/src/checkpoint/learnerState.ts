import { defaultBackend } from '@spikegrad/core';
import type { Dataset } from '@spikegrad/data';
import { resumeState, loadResumeState, loadStateDict, stateDict, type HostStateDict } from '@spikegrad/nn';
import { type Learner, positionOf, type RunConfig } from '@spikegrad/trainer';
import type { Checkpoint, DataContent } from './checkpoint.js';

/** The state of a run besides its learner. */
export interface Standing {
  readonly iteration: number;
  /** Bytes of `metrics.jsonl`. */
  readonly metrics: number;
  /** What identifies the data. */
  readonly content?: DataContent;
}

/** Takes a learner down between two iterations. Gradients are not needed: every rule clears them first. */
export async function capture(
  learner: Learner,
  dataset: Dataset,
  config: RunConfig,
  { iteration, metrics, content }: Standing,
): Promise<Checkpoint<HostStateDict>> {
  const data = { images: dataset.count, content, ...positionOf(iteration, dataset, config) };
  const { device, randoms, ...tensors } = await captureLearner(learner);
  return { iteration, data, metrics, device, randoms, config, ...tensors };
}

/** The state of a learner, and the device that computed it. */
export async function captureLearner({
  model,
  optimizer,
}: Learner): Promise<Pick<Checkpoint<HostStateDict>, 'device' | 'randoms' | 'model' | 'optimizer' | 'pending'>> {
  const [weights, moments, { randoms, pending }] = await Promise.all([
    stateDict(model),
    optimizer.stateDict(),
    resumeState(model),
  ]);
  return { device: defaultBackend().name, randoms, model: weights, optimizer: moments, pending };
}

/** Brings a fresh learner to where a checkpoint was taken. @throws StateDictError when it is of another network or optimizer */
export function restore({ model, optimizer }: Learner, checkpoint: Checkpoint): void {
  loadStateDict(model, checkpoint.model);
  loadResumeState(model, checkpoint);
  optimizer.loadStateDict(checkpoint.optimizer);
}
