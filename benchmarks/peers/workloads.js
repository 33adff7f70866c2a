/** What every library computes, float32; the convolution is one of VGG's middle layers at batch 2. */
export const image = { batch: 2, channels: 256, side: 16 };
/** Length of vectors: 16 MiB, more than most caches hold. */
export const length = 2 ** 22;
/** Shape of the tensor that is summed over all axes but the channels. */
export const summed = [32, 64, 64, 32];

const { batch, channels, side } = image;
const convolution = { unit: 'GFLOP/s', work: (2 * 9 * channels * channels * side * side * batch) / 1e9 };
const matrix = (size) => ({ unit: 'GFLOP/s', work: (2 * size ** 3) / 1e9 });
/** Numbers that must come in and go out, whatever happens in between. */
const traffic = (numbers) => ({ unit: 'GB/s', work: (4 * numbers) / 1e9 });

export const workloads = {
  'matmul 256³': matrix(256),
  'matmul 1024³': matrix(1024),
  'conv 3×3, forward': convolution,
  'conv 3×3, gradient to the input': convolution,
  'conv 3×3, gradient to the weights': convolution,
  'x · σ(2x + 1)': traffic(2 * length),
  'sum over batch, height, width': traffic(length),
  'maximum of all': traffic(length),
};

/** Numbers from −1 to 1, the same for all libraries. */
export function numbers(count) {
  const values = new Float32Array(count);
  for (let i = 0, state = 1; i < count; i++) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    values[i] = state / 2 ** 31 - 1;
  }
  return values;
}
