import { scope } from '@spikegrad/core';
import { batches, type ImageDataset } from '@spikegrad/data';
import type { Module } from '@spikegrad/nn';
import { predict } from '@spikegrad/online';
import type { RunConfig } from '../config/schema.js';

/** Counts the images of a set that a model tells right. @param done called with the images seen so far */
export async function countRight(
  model: Module,
  dataset: ImageDataset,
  { steps, batchSize: size }: Pick<RunConfig, 'steps' | 'batchSize'>,
  done: (seen: number, right: number) => void,
): Promise<number> {
  let seen = 0;
  let right = 0;
  for await (const { image, label } of batches(dataset, { size, shuffle: false })) {
    const hits = scope(() =>
      predict(model, steps, () => model.forward(image))
        .argmax(1)
        .equal(label)
        .sum(),
    );
    right += await hits.item();
    hits.dispose();
    seen += label.size;
    done(seen, right);
  }
  return right;
}
