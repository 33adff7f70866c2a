/**
 * Descriptors: what the host writes about a job and kernels read. Every exported class of `assembly` is one. A class that only one file uses is
 * declared in that file; those that several files share are here. `src/generated/descriptors.ts` has the host's functions that write them. Addresses
 * are `usize`; one that a kernel has no use for is 0.
 */

/** A convolution; channels and outputs are those of one group. */
export class Convolution {
  y: usize;
  x: usize;
  w: usize;
  /** Packed panels of the operand that all items share. */
  shared: usize;
  /** Packed weights that outlast the call, or 0. */
  kept: usize;
  /** Where each tap of the window reads, `[window][positions]` in whole panels. */
  places: usize;
  /** Memory of each thread, and its bytes. */
  scratch: usize;
  scratchBytes: usize;
  samples: i32;
  groups: i32;
  channels: i32;
  outputs: i32;
  height: i32;
  width: i32;
  kernelHeight: i32;
  kernelWidth: i32;
  outputHeight: i32;
  outputWidth: i32;
  strideY: i32;
  strideX: i32;
  paddingY: i32;
  paddingX: i32;
  dilationY: i32;
  dilationX: i32;
}

/** A convolution of which one operand is read where it is not 0. */
export class Events extends Convolution {
  /** Masks of the non-zero input: words of channels for every pixel, and bits of pixels for every channel. */
  masks: usize;
  bits: usize;
  /** Where goes how many events there are, and whether any has a value other than 1. */
  found: usize;
  /** What items count. */
  counts: usize;
  /** Which bits of a byte are set, as eight numbers of two bytes. */
  table: usize;
  /** Addresses of lists, and the events of all lists. */
  starts: usize;
  lists: usize;
  /** One of this number of items is marked, to estimate the number of events. */
  every: i32;
  /** Of how many items there are counts. */
  entries: i32;
  /** Whether events have values other than 1. */
  valued: i32;
  /** Channels that one list of a pixel goes through, and taps beside each other that are gathered as one. */
  chunk: i32;
  run: i32;
  /** Samples of a sheet, of which one list goes through all; 0 where lists are of pixels. */
  images: i32;
  /** Rows of a plane that one item lists, or that one list goes through; where a sheet has several samples these are all rows. */
  rows: i32;
  /** The plane that output gradients are laid out in, zeros between and around them, and where the first of them lies. */
  gridHeight: i32;
  gridWidth: i32;
  gridTop: i32;
  gridLeft: i32;
  /** Output positions that one item gathers for, or input channels. */
  atOnce: i32;
}

/**
 * A convolution of stride 1 by 3 × 3 windows as F(4 × 4, 3 × 3): tiles of 6 × 6 inputs become 4 × 4 outputs through 36 products instead of
 * 144. A chunk of images is transformed at a time.
 *
 * @see Lavin and Gray, Fast Algorithms for Convolutional Neural Networks (CVPR 2016)
 */
export class Winograd {
  y: usize;
  x: usize;
  w: usize;
  /** Transformed weights of all outputs, `[36][outputs/4][channels][4]`; 0 where they are not kept and every block transforms its own. */
  weights: usize;
  /** Transformed tiles, `[36][tiles/8][channels][8]`. */
  tiles: usize;
  /** Sums of a weight gradient, `[36][channels/8][outputs][8]`; 0 otherwise. */
  products: usize;
  /** Bytes from one point of each to the next; of products, where a block has its own as well. */
  weightStep: usize;
  tileStep: usize;
  productStep: usize;
  /** Memory of each thread, and its bytes. */
  scratch: usize;
  scratchBytes: usize;
  /** The chunk: its first image, and how many. */
  first: i32;
  images: i32;
  channels: i32;
  outputs: i32;
  height: i32;
  width: i32;
  outputHeight: i32;
  outputWidth: i32;
  paddingY: i32;
  paddingX: i32;
  /** Whether weights are `[channels, outputs]` with windows turned by half a circle, as the input gradient wants them. */
  turned: i32;
}
