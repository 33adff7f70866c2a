import { meta, scope, softmax, ValueError, type Backend, type Tensor } from '@spikegrad/core';
import { buildNetwork, parseConfig, parseJson, type RunConfig } from '@spikegrad/trainer';
import { batches, cifar10Classes, type ImageDataset } from '@spikegrad/data';
import { decodeModel, StateDictError, type Module } from '@spikegrad/nn';
import { predict } from '@spikegrad/online';
import type { RunFiles } from '../messages.js';

const channels = 3;
const side = 32;

/** A network that classifies, and T. */
export interface Network {
  readonly model: Module;
  readonly steps: number;
}

/** @param backend holds its tensors @defaultValue the default backend */
export const networkOf = (config: RunConfig, backend?: Backend): Network => ({
  model: buildNetwork(config, { classes: cifar10Classes.length, channels }, undefined, backend),
  steps: config.steps,
});

/** Limit of the parameters, gradients and optimizer state of a network in training, in bytes, for one tab. */
const mostBytes = 2e9;

/**
 * Number of parameters of the network of a config. @throws ValueError if a page does not have enough memory to train
 * them
 */
export function countParameters(config: RunConfig): number {
  const shapes = networkOf(config, meta());
  const parameters = shapes.model.parameters().reduce((total, { size }) => total + size, 0);
  dispose(shapes);
  // A weight, its gradient, and at most two numbers of the optimizer.
  const bytes = 4 * 4 * parameters;
  if (bytes > mostBytes)
    throw new ValueError(
      'model.width',
      `a network that needs at most ${mostBytes / 1e9} GB in training`,
      `${config.model.width}, which needs ${(bytes / 1e9).toFixed(1)} GB`,
    );
  return parameters;
}

/**
 * The network of a run, from its files. @param sample the config that is used without a config of the run
 * @throws ConfigError, FormatError, StateDictError; Error with advice if a config is missing
 */
export function openRun({ name, weights, config: text }: RunFiles, sample: RunConfig): Network {
  const config = text === null ? sample : parseConfig(parseJson(text, 'config.json'), 'config.json');
  try {
    checkWeights(config, weights, name);
  } catch (error) {
    if (text !== null || !(error instanceof StateDictError)) throw error;
    throw new Error(
      `${error.message}. If the run has another config, choose its config.json together with its weights.`,
      {
        cause: error,
      },
    );
  }
  const network = networkOf(config);
  decodeModel(network.model, weights, name);
  return network;
}

/**
 * Checks that weights are those of the network of a config. The network has no values, so no memory is allocated for them.
 *
 * @throws FormatError, StateDictError
 */
export function checkWeights(config: RunConfig, weights: Uint8Array, name: string): void {
  const shapes = networkOf(config, meta());
  try {
    decodeModel(shapes.model, weights, name);
  } finally {
    dispose(shapes);
  }
}

export function dispose({ model }: Network): void {
  for (const { value } of [...model.namedParameters(), ...model.namedBuffers()]) value.dispose();
}

/** Classifies an image. @returns the softmax output of each class */
export async function classify({ model, steps }: Network, pixels: Uint8Array): Promise<readonly number[]> {
  const image: ImageDataset = {
    ...{ images: pixels, labels: Uint8Array.of(0), count: 1 },
    ...{ channels, height: side, width: side, classes: cifar10Classes },
  };
  for await (const batch of batches(image, { size: 1, shuffle: false })) {
    const shares = scope((): Tensor => softmax(predict(model, steps, () => model.forward(batch.image)).div(steps), 1));
    return Array.from(await shares.data().finally(() => shares.dispose()));
  }
  throw new Error('a batch of one image');
}
