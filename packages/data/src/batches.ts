import { fromData, ShapeError, ValueError, type CreateOptions, type Tensor } from '@spikegrad/core';
import { checkDataset, imageAt, type ImageDataset } from './dataset.js';
import { checkImage, type Image, type Transform } from './image.js';
import { cifar10Statistics, normalise, unitStatistics, type PixelStatistics } from './normalise.js';
import { sampleOrder, sampleRandom, type Pass } from './order.js';

/** Samples as a network takes them. The tensors live until the next batch is taken or the loop ends. */
export interface Batch {
  /** `[N, C, H, W]`. */
  readonly image: Tensor;
  /** `[N]`, class indices. */
  readonly label: Tensor;
  /** Which samples of the dataset these are. */
  readonly indices: Uint32Array;
}

/** One pass over a dataset; iterating it again repeats the same pass. */
export interface Batches extends AsyncIterable<Batch> {
  /** How many batches the pass gives. */
  readonly length: number;
}

/** @see batches */
export interface BatchOptions extends Pick<CreateOptions, 'backend' | 'dtype'> {
  /** Samples in a batch; the last has what is left over. */
  readonly size: number;
  /**
   * Decides the order and every augmentation, with `epoch`.
   * @defaultValue `0`
   */
  readonly seed?: number;
  /**
   * The number of the pass: another order and other augmentations, from the same seed.
   * @defaultValue `0`
   */
  readonly epoch?: number;
  /** @defaultValue `true` */
  readonly shuffle?: boolean;
  /**
   * Made of every image before it joins its batch.
   * @defaultValue none
   */
  readonly transform?: Transform;
  /**
   * Leaves out a last batch smaller than `size`.
   * @defaultValue `false`
   */
  readonly dropLast?: boolean;
  /**
   * Batches left out at the beginning of the pass, unmade: where an interrupted pass goes on.
   * @defaultValue `0`
   */
  readonly skip?: number;
  /**
   * How bytes become floats; `null` only scales them to 0…1. A transform that already ends in floats excludes it.
   * @defaultValue `cifar10Statistics`
   */
  readonly normalise?: PixelStatistics | null;
}

/**
 * A dataset in batches of tensors. Whatever is random depends only on seed, epoch and the sample's index.
 *
 * @throws ValueError, ShapeError for options or a dataset that cannot be; while iterating, for transforms that do not fit.
 */
export function batches(dataset: ImageDataset, options: BatchOptions): Batches {
  checkDataset('batches', dataset);
  const { size, seed = 0, epoch = 0, shuffle = true, dropLast = false, skip = 0 } = options;
  if (!Number.isInteger(size) || size < 1) throw new ValueError('batches', 'a size of 1 or more', String(size));
  if (!Number.isInteger(epoch) || epoch < 0) throw new ValueError('batches', 'an epoch of 0 or more', String(epoch));
  const pass: Pass = { seed, epoch };
  const order = sampleOrder(dataset.count, shuffle, pass);
  const length = dropLast ? Math.floor(order.length / size) : Math.ceil(order.length / size);
  if (!Number.isInteger(skip) || skip < 0 || skip > length)
    throw new ValueError('batches', `at most the ${length} batches of the pass to skip`, String(skip));
  const prepare = preparation(dataset, options, pass);
  return {
    length: length - skip,
    [Symbol.asyncIterator]: () => iterate(dataset, order.subarray(skip * size, length * size), options, prepare),
  };
}

async function* iterate(
  dataset: ImageDataset,
  order: Uint32Array,
  { size, backend, dtype }: BatchOptions,
  prepare: (index: number) => Image,
): AsyncGenerator<Batch, void, undefined> {
  const place: CreateOptions = { ...(backend && { backend }), ...(dtype && { dtype }) };
  let held: readonly Tensor[] = [];
  const release = () => {
    for (const tensor of held) tensor.dispose();
    held = [];
  };
  try {
    for (let start = 0; start < order.length; start += size) {
      release(); // before the next batch is made, so that never two are alive
      const indices = order.slice(start, start + size);
      const { pixels, shape } = stack(Array.from(indices, prepare));
      const labels = Float32Array.from(indices, (index) => dataset.labels[index]!);
      const image = fromData(pixels, shape, place);
      held = [image];
      const label = fromData(labels, [indices.length], place);
      held = [image, label];
      yield { image, label, indices };
    }
  } finally {
    release();
  }
}

/** Sample index to float image. */
function preparation(dataset: ImageDataset, options: BatchOptions, pass: Pass): (index: number) => Image {
  const { transform, normalise: statistics = cifar10Statistics } = options;
  const toFloats = normalise(statistics ?? unitStatistics(dataset.channels));
  return (index) => {
    const random = sampleRandom(index, pass);
    const image = imageAt(dataset, index);
    const made = transform ? transform(image, random) : image;
    if (made.pixels instanceof Uint8Array) return toFloats(made, random);
    if (options.normalise !== undefined) {
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
