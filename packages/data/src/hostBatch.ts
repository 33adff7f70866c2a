import { ShapeError, ValueError } from '@spikegrad/core';
import { imageAt, type ImageDataset } from './dataset.js';
import { checkImage, type Image, type Transform } from './image.js';
import { cifar10Statistics, normalise, unitStatistics, type PixelStatistics } from './normalise.js';
import { sampleRandom, type Pass } from './order.js';

/** A batch in memory that every thread may have. */
export interface HostBatch {
  readonly pixels: Float32Array;
  /** `[N, C, H, W]`. */
  readonly shape: readonly number[];
  readonly labels: Float32Array;
  readonly indices: Uint32Array;
}

/** What becomes of every image before it joins its batch. */
export interface Preparation {
  /** @defaultValue none */
  readonly transform?: Transform;
  /**
   * How bytes become floats; `null` only scales them to 0…1. A transform that already ends in floats excludes it.
   * @defaultValue `cifar10Statistics`
   */
  readonly normalise?: PixelStatistics | null;
}

/** Makes batches of one dataset: what comes depends on the indices and the pass alone. */
export function batchMaker(
  dataset: ImageDataset,
  preparation: Preparation,
): (indices: Uint32Array, pass: Pass) => HostBatch {
  const prepare = preparing(dataset, preparation);
  return (indices, pass) => {
    const { pixels, shape } = stack(Array.from(indices, (index) => prepare(index, pass)));
    return { pixels, shape, labels: Float32Array.from(indices, (index) => dataset.labels[index]!), indices };
  };
}

/** Sample index to float image. */
function preparing(
  dataset: ImageDataset,
  { transform, normalise: statistics }: Preparation,
): (index: number, pass: Pass) => Image {
  const given = statistics === undefined ? cifar10Statistics : statistics;
  const toFloats = normalise(given ?? unitStatistics(dataset.channels));
  return (index, pass) => {
    const random = sampleRandom(index, pass);
    const image = imageAt(dataset, index);
    const made = transform ? transform(image, random) : image;
    if (made.pixels instanceof Uint8Array) return toFloats(made, random);
    if (statistics !== undefined) {
      throw new ValueError('batches', 'a transform that leaves bytes, since `normalise` is given', 'floats');
    }
    return made;
  };
}

/** Images of one shape after one another. */
function stack(images: readonly Image[]): { readonly pixels: Float32Array; readonly shape: readonly number[] } {
  const { channels, height, width } = images[0]!;
  const size = channels * height * width;
  const pixels = new Float32Array(images.length * size);
  images.forEach((image, place) => {
    checkImage('batches', image);
    if (image.channels !== channels || image.height !== height || image.width !== width) {
      const received = `${channels}×${height}×${width} and ${image.channels}×${image.height}×${image.width}`;
      throw new ShapeError('batches', 'a transform that gives all images of a batch one shape', received);
    }
    pixels.set(image.pixels, place * size);
  });
  return { pixels, shape: [images.length, channels, height, width] };
}
