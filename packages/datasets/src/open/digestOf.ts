import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { isStored, nameAt, readRegular, sampleAt, type Dataset, type StoredDataset } from '@spikegrad/data';

/** Number of samples of a stored dataset that are read: all of ImageNet would take as long as an epoch. */
const sampled = 32;

/** Bytes that are hashed at once. */
const pieceBytes = 2 ** 28;

/**
 * Identifies a dataset by its content: the SHA-256 of its classes, its shape, all labels, and all bytes of a dataset
 * in memory. Of a stored dataset, 32 evenly spaced samples are read.
 *
 * @throws FormatError for a sample that cannot be read
 */
export async function digestOf(dataset: Dataset): Promise<string> {
  const { count, frames = null, channels, classes, labels } = dataset;
  const size = isStored(dataset) ? null : [dataset.height, dataset.width];
  const hash = createHash('sha256').update(JSON.stringify({ count, frames, channels, size, classes }));
  hash.update(new Uint8Array(labels.buffer, labels.byteOffset, labels.byteLength));
  if (isStored(dataset)) {
    const read = Math.min(sampled, count);
    for (let i = 0; i < read; i++) hash.update(await storedBytes(dataset, Math.floor((i * count) / read)));
  } else {
    const { images } = dataset;
    for (let at = 0; at < images.length; at += pieceBytes) hash.update(images.subarray(at, at + pieceBytes));
  }
  return hash.digest('hex');
}

/** The bytes of one sample on the disk. Images are not decoded, because decoders may differ in the last bit. */
async function storedBytes(dataset: StoredDataset, index: number): Promise<Uint8Array> {
  const { store, places } = dataset;
  if (store.kind === 'images') return readRegular(join(store.folder, nameAt(store.names, places[index]!)), 'an image');
  const { pixels } = await sampleAt(dataset, index);
  return new Uint8Array(pixels.buffer, pixels.byteOffset, pixels.byteLength);
}
