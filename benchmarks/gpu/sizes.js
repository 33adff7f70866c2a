/** Sizes of the workloads: small for a software renderer, large for a GPU. */
export const small = {
  ...{ matrix: 256, image: { batch: 2, channels: 32, side: 16 }, length: 2 ** 18, summed: [8, 32, 32, 32] },
  network: { width: 1 / 8, batch: 4, steps: 2 },
};
export const large = {
  ...{ matrix: 1024, image: { batch: 32, channels: 256, side: 16 }, length: 2 ** 22, summed: [32, 64, 64, 32] },
  network: { width: 1, batch: 32, steps: 4 },
};

/** Work of each operation and its unit: GFLOP, or GB that must come in and go out. */
export function workloadsOf({ matrix, image: { batch, channels, side }, length, summed }) {
  const traffic = (numbers) => ({ unit: 'GB/s', work: (4 * numbers) / 1e9 });
  const chain = traffic(2 * length);
  return {
    [`matmul ${matrix}³`]: { unit: 'GFLOP/s', work: (2 * matrix ** 3) / 1e9 },
    [`conv 3×3, ${channels} channels at ${side}×${side}, batch ${batch}`]: {
      unit: 'GFLOP/s',
      work: (2 * 9 * channels ** 2 * side ** 2 * batch) / 1e9,
    },
    'x · σ(2x + 1), fused': chain,
    'x · σ(2x + 1), four operations': chain,
    'sum over batch, height, width': traffic(summed.reduce((a, b) => a * b)),
  };
}
