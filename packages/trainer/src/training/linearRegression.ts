import { concat, full, matmul, oneHot, scope, ValueError, type Tensor } from '@spikegrad/core';
import type { Batch } from '@spikegrad/data';
import { estimate, type Estimate } from '../loop/interval.js';

/**
 * The ridge penalty λ, relative to the mean of the diagonal of `xᵀx`. Without it, pixels that are constant over the images make `xᵀx`
 * singular.
 */
const penalty = 1e-3;

/**
 * The test accuracy of a linear regression from the pixels to one number for each class, by regularised least squares over all training images: a
 * baseline that a network has to exceed.
 *
 * @param training batches of `[N, C, H, W]`, read once
 * @throws ValueError for batches of frames, and without a training batch
 */
export async function linearRegression(
  training: AsyncIterable<Batch>,
  testing: AsyncIterable<Batch>,
  classes: number,
): Promise<Estimate> {
  const weights = solved(await momentsOf(training, classes), classes);
  let [right, count] = [0, 0];
  for await (const batch of testing) {
    const [pixels, labels] = await Promise.all([pixelsOf(batch.image).data(), batch.label.data()]);
    const size = pixels.length / labels.length;
    for (let n = 0; n < labels.length; n++) right += Number(predicted(pixels, n * size, size, weights) === labels[n]);
    count += labels.length;
  }
  return estimate(right, count);
}

/** Sums over the images `x`, with a 1 appended: `xᵀx`, and `xᵀy` with `y` the one-hot label. */
interface Moments {
  readonly size: number;
  readonly gram: Float64Array;
  readonly product: Float64Array;
}

async function momentsOf(batches: AsyncIterable<Batch>, classes: number): Promise<Moments> {
  let sums: Moments | null = null;
  for await (const { image, label } of batches) {
    const [inner, outer] = scope(() => {
      const x = withOne(pixelsOf(image));
      return [matmul(x, x, { transposeA: true }), matmul(x, oneHot(label, classes), { transposeA: true })] as const;
    });
    const [gram, product] = await Promise.all([inner.data(), outer.data()]);
    const size = inner.shape[0]!;
    inner.dispose();
    outer.dispose();
    sums ??= { size, gram: new Float64Array(size * size), product: new Float64Array(size * classes) };
    for (let i = 0; i < gram.length; i++) sums.gram[i]! += gram[i]!;
    for (let i = 0; i < product.length; i++) sums.product[i]! += product[i]!;
  }
  if (!sums) throw new ValueError('linearRegression', 'at least one training batch', 'none');
  return sums;
}

function pixelsOf(image: Tensor): Tensor {
  if (image.rank !== 4) throw new ValueError('linearRegression', 'still images', `batches of ${image.rank} axes`);
  return image.reshape([image.shape[0]!, image.size / image.shape[0]!]);
}

/** Weights `[size, classes]` of `(xᵀx + λI) w = xᵀy`, by Cholesky decomposition. */
function solved(
  { size, gram, product }: Moments,
  classes: number,
): { readonly w: Float64Array; readonly classes: number } {
  let trace = 0;
  for (let i = 0; i < size; i++) trace += gram[i * size + i]!;
  const lower = gram.slice();
  for (let i = 0; i < size; i++) lower[i * size + i]! += (penalty * trace) / size;
  for (let i = 0; i < size; i++)
    for (let j = 0; j <= i; j++) {
      let sum = lower[i * size + j]!;
      for (let k = 0; k < j; k++) sum -= lower[i * size + k]! * lower[j * size + k]!;
      lower[i * size + j] = i === j ? Math.sqrt(sum) : sum / lower[j * size + j]!;
    }
  const w = product.slice();
  for (let c = 0; c < classes; c++) {
    for (let i = 0; i < size; i++) {
      let sum = w[i * classes + c]!;
      for (let k = 0; k < i; k++) sum -= lower[i * size + k]! * w[k * classes + c]!;
      w[i * classes + c] = sum / lower[i * size + i]!;
    }
    for (let i = size - 1; i >= 0; i--) {
      let sum = w[i * classes + c]!;
      for (let k = i + 1; k < size; k++) sum -= lower[k * size + i]! * w[k * classes + c]!;
      w[i * classes + c] = sum / lower[i * size + i]!;
    }
  }
  return { w, classes };
}

/** The class with the largest value for the image that begins at `first`. */
function predicted(
  pixels: ArrayLike<number>,
  first: number,
  size: number,
  { w, classes }: ReturnType<typeof solved>,
): number {
  let [best, most] = [0, -Infinity];
  for (let c = 0; c < classes; c++) {
    let sum = w[size * classes + c]!;
    for (let i = 0; i < size; i++) sum += pixels[first + i]! * w[i * classes + c]!;
    if (sum > most) [best, most] = [c, sum];
  }
  return best;
}

const withOne = (x: Tensor): Tensor =>
  concat([x, full([x.shape[0]!, 1], 1, { backend: x.backend, dtype: x.dtype })], 1);
