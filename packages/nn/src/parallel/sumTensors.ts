import { arrayOf, bytesOf, fromData, type DType, type Tensor } from '@spikegrad/core';
import type { Numbers, World } from './world.js';

/** Bytes of one call. More calls cost latency, and one call for all costs a second copy of all gradients. */
const bucketBytes = 2 ** 22;

/**
 * The sums of tensors over all ranks, in the given order, in few calls of at least 4 MiB each. Every rank gives tensors
 * of the same shapes.
 *
 * @param weight factor of this rank's values
 * @throws BackendError for a backend whose memory the host does not own
 */
export function sumTensors(tensors: readonly Tensor[], world: World, weight = 1): readonly Tensor[] {
  return bucketsOf(tensors).flatMap((bucket) => sumBucket(bucket, world, weight));
}

/** Tensors in order, grouped until a group is large enough or the dtype changes. */
function bucketsOf(tensors: readonly Tensor[]): readonly (readonly Tensor[])[] {
  const buckets: Tensor[][] = [];
  let [bytes, dtype]: [number, DType | null] = [0, null];
  for (const tensor of tensors) {
    if (tensor.dtype !== dtype || bytes >= bucketBytes) {
      buckets.push([]);
      [bytes, dtype] = [0, tensor.dtype];
    }
    buckets.at(-1)!.push(tensor);
    bytes += tensor.size * bytesOf[tensor.dtype];
  }
  return buckets;
}

function sumBucket(bucket: readonly Tensor[], world: World, weight: number): readonly Tensor[] {
  const [{ dtype }] = bucket as [Tensor];
  const values: Numbers = new arrayOf[dtype](bucket.reduce((total, { size }) => total + size, 0));
  let place = 0;
  for (const tensor of bucket) {
    values.set(tensor.dataSync(), place);
    place += tensor.size;
  }
  if (weight !== 1) for (let i = 0; i < values.length; i++) values[i]! *= weight;
  world.allreduce(values);
  place = 0;
  return bucket.map(({ shape, size, backend }) => {
    const part = values.subarray(place, (place += size));
    return fromData(part, shape, { backend, dtype });
  });
}
