import { scope, softmax, type Tensor } from '@spikegrad/core';
import { buildNetwork, parseConfig, type RunConfig } from '@spikegrad/cli/training';
import { batches, cifar10Classes, type ImageDataset } from '@spikegrad/data';
import { decodeModel, type Module } from '@spikegrad/nn';
import { predict } from '@spikegrad/online';
import type { RunFiles } from '../messages.js';

const channels = 3;
const side = 32;

/** A network that answers, and T. */
export interface Network {
  readonly model: Module;
  readonly steps: number;
}

export const networkOf = (config: RunConfig): Network => ({
  model: buildNetwork(config, { classes: cifar10Classes.length, channels }),
  steps: config.steps,
});

/**
 * The network of a run, from its files. @param sample the config that is meant where the run's own is not given
 * @throws ConfigError, FormatError, StateDictError
 */
export function openRun({ name, weights, config }: RunFiles, sample: RunConfig): Network {
  const network = networkOf(config === null ? sample : parseConfig(JSON.parse(config), 'config.json'));
  try {
    decodeModel(network.model, weights, name);
    return network;
  } catch (error) {
    dispose(network);
    if (config !== null) throw error;
    const said = error instanceof Error ? error.message : String(error);
    throw new Error(`${said}. If the run had another config, choose its config.json together with its weights.`, {
      cause: error,
    });
  }
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
