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
  /** Digests of the data. */
  readonly content?: DataContent;
}

/**
 * Saves the state of a learner between two iterations. Gradients are not needed, because every rule clears them
 * first.
 */
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

/** The state of a learner, and its device. */
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

/** Restores the state of a checkpoint in a new learner. @throws StateDictError for another network or optimizer */
export function restore({ model, optimizer }: Learner, checkpoint: Checkpoint): void {
  loadStateDict(model, checkpoint.model);
  loadResumeState(model, checkpoint);
  optimizer.loadStateDict(checkpoint.optimizer);
}
