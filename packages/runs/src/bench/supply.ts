import { Random, tensor } from '@spikegrad/core';
import type { Batch } from '@spikegrad/data';
import { batchShapeOf, positionOf, type RunConfig, inputOf } from '@spikegrad/trainer';
import { openData, type Reporter, SetError } from '@spikegrad/datasets';
import { stream } from '../train/stream.js';

/** The source of the batches of a bench. */
export interface BatchSupply {
  readonly classes: number;
  readonly channels: number;
  /** Shape of the input at a step, `[N, C, H, W]`. */
  readonly shape: readonly number[];
  /** Whether batches are read and augmented as in training, which takes time. */
  readonly isRead: boolean;
  /** The next batch, which is valid until the following one is requested. */
  next(): Promise<Pick<Batch, 'image' | 'label'>>;
  /** Ends the threads that make batches. */
  close(): Promise<void>;
}

/** One batch of random samples, repeated: the time depends on firing rates, not on the images. */
export function drawn(config: RunConfig): BatchSupply {
  const { seed, batchSize } = config;
  const shown = inputOf(config);
  const { channels, size, classes } = shown;
  const random = new Random(seed).split('bench');
  const batch = {
    image: random.normal(batchShapeOf(config, shown)),
    label: tensor(Array.from({ length: batchSize }, () => random.integer(classes))),
  };
  return {
    ...{ classes, channels, shape: [batchSize, channels, size, size], isRead: false },
    next: () => Promise.resolve(batch),
    close: () => Promise.resolve(),
  };
}

/** The training batches of a config; random ones if its data is not there. */
export async function supplyOf(config: RunConfig, reporter: Reporter): Promise<BatchSupply> {
  const data = await openData(config.data, reporter).catch((error: unknown) => {
    if (error instanceof SetError) return null;
    throw error;
  });
  if (!data) {
    reporter.say('its data is not there: using random images');
    return drawn(config);
  }
  const { training } = data;
  const batches = stream(training, config, positionOf(0, training, config));
  const take = async (): Promise<Batch> => (await batches.next()).value!; // passes have no end
  let first: Batch | null = await take();
  return {
    ...{ classes: training.classes.length, channels: training.channels, isRead: true },
    shape: first.image.shape.slice(-4), // one step of those that have frames
    next: async () => {
      const batch = first ?? (await take());
      first = null;
      return batch;
    },
    close: async () => void (await batches.return(undefined)),
  };
}
