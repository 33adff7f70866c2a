import { requiredKernels } from '../generated/requiredKernels.js';

/** Kernels that share a packed layout form a family. All other kernels read and write tensors only. */
export const families = {
  /** Panels of matrices, and their product. */
  multiply: ['packLeft', 'packRight', 'multiply'],
  /** Convolutions by packed products: panels of weights, of columns and of gradients, and the table of what a window reads. */
  convolution: [
    ...['placeTaps', 'packWeights', 'packTurnedWeights', 'conv2d', 'packGradients', 'conv2dWeightGradient'],
    ...['packTapRows', 'packGradientColumns', 'scatterConv2d'],
  ],
  /** Convolutions that read what is not 0: masks, lists of events, windows over them, and rows of weights and gradients. */
  gather: [
    ...['maskEvents', 'sumMasks', 'countEvents', 'countPlaces', 'startEvents', 'listEvents', 'listPlaces'],
    ...['packRows', 'findWindows', 'gatherEvents', 'packRowsOfGradients', 'gatherGradients'],
  ],
  /** Convolutions as F(4 × 4, 3 × 3): transformed weights, tiles, gradients and products. */
  winograd: [
    ...['winogradWeights', 'winogradInput', 'winogradBlocks', 'winogradColumns', 'winogradGradients'],
    ...['winogradMultiply', 'winogradWeightGradient'],
  ],
} as const satisfies Readonly<Record<string, readonly RequiredKernel[]>>;

/** Kernels that no WebAssembly kernel does and a kernel set may have. Without `interpret`, programs are compiled to WebAssembly. */
export const optionalKernels = ['interpret'] as const;

/** Every kernel that a job can name, in one order: a thread finds the kernel of a job by its index in this list. */
export const kernelNames = [...requiredKernels, ...optionalKernels] as const;

export type FamilyName = keyof typeof families;
export type RequiredKernel = (typeof requiredKernels)[number];
/** A kernel that only another kernel set may have. */
export type OptionalKernel = (typeof optionalKernels)[number];
export type KernelName = (typeof kernelNames)[number];

/** Does items `from` … `to` of what is described at an address (a uint32), as one of the threads; the first is 0. */
export type Kernel = (described: number, from: number, to: number, thread: number) => void;

/** A function for every kernel, but for those that are optional. */
export type KernelTable = Readonly<Record<RequiredKernel, Kernel> & Partial<Record<OptionalKernel, Kernel>>>;

export { requiredKernels };
