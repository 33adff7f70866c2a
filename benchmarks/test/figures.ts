/** A spread of equal figures. */
export const spread = (median: number) => ({
  count: 3,
  minimum: median,
  lower: median,
  median,
  upper: median,
  maximum: median,
});

/** What a program took for a step of 32 images on two threads. */
export const run = (name: string, seconds: number) => ({
  ...{ name, size: 32, threads: 2, seconds: spread(seconds) },
  ...{ losses: [2, 1], rates: {}, peakBytes: null, resident: 1000 },
});
