import { meta, scope, softmax, ValueError, type Backend, type Tensor } from '@spikegrad/core';
import { buildNetwork, parseConfig, parseJson, type RunConfig } from '@spikegrad/trainer';
import { batches, cifar10Classes, type ImageDataset } from '@spikegrad/data';
import { decodeModel, StateDictError, type Module } from '@spikegrad/nn';
import { predict } from '@spikegrad/online';
import type { RunFiles } from '../messages.js';

const channels = 3;
const side = 32;

/** A network that answers, and T. */
export interface Network {
  readonly model: Module;
  readonly steps: number;
}

/** @param backend where its numbers lie @defaultValue the one that computes */
export const networkOf = (config: RunConfig, backend?: Backend): Network => ({
  model: buildNetwork(config, { classes: cifar10Classes.length, channels }, undefined, backend),
  steps: config.steps,
});

/** Bytes that the numbers of a network in training may take: what a tab can hope for. */
const mostBytes = 2e9;

/** Parameters of the network that a config describes. @throws ValueError where a page has not enough memory to train them */
export function countParameters(config: RunConfig): number {
  const shapes = networkOf(config, meta());
  const parameters = shapes.model.parameters().reduce((total, { size }) => total + size, 0);
  dispose(shapes);
  // A weight, its gradient and what an optimizer remembers of it, twice at most.
  const bytes = 4 * 4 * parameters;
  if (bytes > mostBytes)
    throw new ValueError(
      'model.width',
      `a network that trains within ${mostBytes / 1e9} GB`,
      `${config.model.width}, which takes ${(bytes / 1e9).toFixed(1)} GB`,
    );
  return parameters;
}

/**
 * The network of a run, from its files. @param sample the config that is meant where the run's own is not given
 * @throws ConfigError, FormatError, StateDictError; Error with what helps where a config is missing
 */
export function openRun({ name, weights, config: text }: RunFiles, sample: RunConfig): Network {
  const config = text === null ? sample : parseConfig(parseJson(text, 'config.json'), 'config.json');
  // Shapes alone tell whether the files belong together, before room is taken for a network of any size.
  const shapes = networkOf(config, meta());
  try {
    decodeModel(shapes.model, weights, name);
  } catch (error) {
    if (text !== null || !(error instanceof StateDictError)) throw error;
    throw new Error(
      `${error.message}. If the run had another config, choose its config.json together with its weights.`,
      {
        cause: error,
      },
    );
  } finally {
    dispose(shapes);
  }
  const network = networkOf(config);
  decodeModel(network.model, weights, name);
  return network;
}

export function dispose({ model }: Network): void {
  for (const { value } of [...model.namedParameters(), ...model.namedBuffers()]) value.dispose();
}

/** What a network takes an image to be: the share of each class. */
export async function classify({ model, steps }: Network, pixels: Uint8Array): Promise<readonly number[]> {
  const image: ImageDataset = {
    ...{ images: pixels, labels: Uint8Array.of(0), count: 1 },
    ...{ channels, height: side, width: side, classes: cifar10Classes },
  };
  for await (const batch of batches(image, { size: 1, shuffle: false })) {
    const shares = scope((): Tensor => softmax(predict(model, steps, () => model.forward(batch.image)).div(steps), 1));
    return Array.from(await shares.data().finally(() => shares.dispose()));
  }
  throw new Error('an image makes a batch');
}
