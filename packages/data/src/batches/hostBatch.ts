import { ShapeError, ValueError } from '@spikegrad/core';
import type { Dataset } from '../datasets/dataset.js';
import { checkImage, withPixels, type Image, type Transform } from '../image.js';
import { cifar10Statistics, normalise, unitStatistics, type PixelStatistics } from '../transforms/normalise.js';
import { sampleRandom, type EpochSeed } from './sampleOrder.js';
import type { BatchSamples } from './plan.js';
import { sampleAt } from '../datasets/sampleAt.js';
import { mapConcurrently } from './mapConcurrently.js';

/** A batch in memory that can be transferred to another thread. */
export interface HostBatch {
  readonly pixels: Float32Array;
  /** `[N, C, H, W]`, or `[T, N, C, H, W]` if samples have frames. */
  readonly shape: readonly number[];
  readonly labels: Float32Array;
  readonly indices: Uint32Array;
  /** Number of samples of the whole batch. */
  readonly globalSize: number;
}

/** The preprocessing of every image. */
export interface Preparation {
  /** @defaultValue none */
  readonly transform?: Transform;
  /**
   * The normalisation of bytes; `null` only scales them to 0…1. It cannot be combined with a transform that returns
   * floats. Frames of events are counts: the transform gets them as floats, and they are not normalised.
   * @defaultValue `cifar10Statistics`
   */
  readonly normalise?: PixelStatistics | null;
  /**
   * Number of frames that are chosen at random from each sample, in order, the same for all samples of a batch.
   * @defaultValue all
   */
  readonly frames?: number;
}

/** Concurrent reads of a batch: one sample is decoded while others wait for the disk. */
const hands = 4;

/** Makes batches of one dataset. They depend only on the indices and the pass. @throws ValueError */
export function batchMaker(
  dataset: Dataset,
  preparation: Preparation,
): (samples: BatchSamples, pass: EpochSeed) => Promise<HostBatch> {
  const prepare = dataset.frames === undefined ? preparing(dataset, preparation) : counting(preparation);
  const arrange = arranging(dataset, preparation);
  return async ({ indices, lead, globalSize }, pass) => {
    const images = await mapConcurrently(indices.length, hands, async (i) => {
      const index = indices[i]!;
      return prepare(await sampleAt(dataset, index), index, pass);
    });
    const { pixels, shape } = arrange(images, lead, pass);
    const labels = Float32Array.from(indices, (index) => dataset.labels[index]!);
    return { pixels, shape, labels, indices, globalSize };
  };
}

/** Converts the image of a sample, with its index, to floats. */
type Prepare = (image: Image, index: number, pass: EpochSeed) => Image;

/** Converts bytes to floats. */
function preparing({ channels }: Dataset, { transform, normalise: statistics }: Preparation): Prepare {
  const given = statistics === undefined ? cifar10Statistics : statistics;
  const toFloats = normalise(given ?? unitStatistics(channels));
  return (image, index, pass) => {
    const random = sampleRandom(index, pass);
    const made = transform ? transform(image, random) : image;
    if (made.pixels instanceof Uint8Array) return toFloats(made, random);
    if (statistics !== undefined) {
      throw new ValueError('batches', 'a transform that returns bytes, because `normalise` is given', 'floats');
    }
    return made;
  };
}

/** Converts counts to floats, with all frames in one image. */
function counting({ transform, normalise: statistics }: Preparation): Prepare {
  if (statistics)
    throw new ValueError('batches', 'no `normalise` for frames of events, which are counts', 'pixel statistics');
  return (image, index, pass) => {
    const counts = withPixels(image, Float32Array.from(image.pixels));
    return transform ? transform(counts, sampleRandom(index, pass)) : counts;
  };
}

type Arrange = (images: readonly Image[], lead: number, pass: EpochSeed) => Pick<HostBatch, 'pixels' | 'shape'>;

/** Makes a batch of images. */
function arranging({ frames }: Dataset, { frames: drawn = frames }: Preparation): Arrange {
  if (drawn === undefined) return stack;
  if (frames === undefined || !Number.isInteger(drawn) || drawn < 1 || drawn > frames)
    throw new ValueError('batches', `1 to ${frames ?? 0} frames, the number of a sample`, String(drawn));
  return (images, lead, pass) => {
    const chosen = sampleRandom(lead, pass).split('frames').permutation(frames).slice(0, drawn).sort();
    const { pixels, shape } = stack(images);
    const [count = 0, planes = 0, height = 0, width = 0] = shape;
    if (planes % frames !== 0)
      throw new ShapeError('batches', `a transform that returns the planes of ${frames} frames`, `${planes} planes`);
    const size = (planes / frames) * height * width;
    const out = new Float32Array(drawn * count * size);
    chosen.forEach((frame, t) => {
      for (let n = 0; n < count; n++) {
        const from = (n * frames + frame) * size;
        out.set(pixels.subarray(from, from + size), (t * count + n) * size);
      }
    });
    return { pixels: out, shape: [drawn, count, planes / frames, height, width] };
  };
}

/** Images of the same shape, one after the other. */
function stack(images: readonly Image[]): { readonly pixels: Float32Array; readonly shape: readonly number[] } {
  const { channels, height, width } = images[0]!;
  const size = channels * height * width;
  const pixels = new Float32Array(images.length * size);
  images.forEach((image, place) => {
    checkImage('batches', image);
    if (image.channels !== channels || image.height !== height || image.width !== width) {
      const received = `${channels}×${height}×${width} and ${image.channels}×${image.height}×${image.width}`;
      throw new ShapeError('batches', 'a transform that gives all images of a batch the same shape', received);
    }
    pixels.set(image.pixels, place * size);
  });
  return { pixels, shape: [images.length, channels, height, width] };
}
