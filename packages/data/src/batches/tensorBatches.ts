import { defaultBackend, freeUnreachable, fromData, type CreateOptions, type Tensor } from '@spikegrad/core';
import type { Batch } from './batch.js';
import type { HostBatch } from './hostBatch.js';

/**
 * Host batches as tensors. Each is freed before the next is requested, and at the end. Before each batch one turn of
 * the event loop passes: batches in memory await only microtasks, and without a turn no signal is handled, no timer
 * fires and no finalizer runs until the end.
 */
export async function* tensorBatches(
  made: AsyncIterable<HostBatch>,
  { backend, dtype }: Pick<CreateOptions, 'backend' | 'dtype'>,
): AsyncGenerator<Batch, void, undefined> {
  const place: CreateOptions = { ...(backend && { backend }), ...(dtype && { dtype }) };
  let held: readonly Tensor[] = [];
  const release = (): void => {
    for (const tensor of held) tensor.dispose();
    held = [];
  };
  try {
    for await (const { pixels, shape, labels, indices, globalSize } of made) {
      const image = fromData(pixels, shape, place);
      held = [image];
      const label = fromData(labels, [indices.length], place);
      held = [image, label];
      await freeUnreachable(backend ?? defaultBackend());
      yield { image, label, indices, globalSize };
      release();
    }
  } finally {
    release();
  }
}
