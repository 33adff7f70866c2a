import { wasmSizes, type Crossovers, type KernelSizes } from '@spikegrad/wasm/kernels';

/*
 * All instruction sets have the same sizes and crossovers, for a result to have the same bits on each: they choose the method of a convolution, and how
 * many terms are summed at once.
 */

/** Sizes of the native kernels, where they are not those of the WebAssembly kernels. */
export const nativeSizes = {
  // With transformed tiles of 2 MiB in place of 10 the kernels of Winograd's method take 0.82 of the time at width 1/8, and 0.98 at width 1.
  winograd: { ...wasmSizes.winograd, chunkFloats: 1 << 19 },
} as const satisfies Partial<KernelSizes>;

/**
 * Measured at 16 … 512 channels by processor time, against Winograd's method: with AVX-512 the two are equally fast at densities of 0.20 (value), 0.19 (weight
 * gradient), and 0.14 and 0.15 where values matter, with AVX2 at 0.26, 0.19, 0.20 and 0.18.
 */
export const nativeCrossovers = {
  gatherOverWinograd: { ones: 0.22, valued: 0.17 },
  gatherOverWinogradGradient: { ones: 0.19, valued: 0.16 },
} as const satisfies Partial<Crossovers>;
