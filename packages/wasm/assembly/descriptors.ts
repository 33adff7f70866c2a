/**
 * What the host writes about a job and kernels read. The host's functions that write them,
 * `src/generated/descriptors.ts`, are made of these classes. Addresses are `usize`; one that a kernel has no use for is 0.
 */

/** Operands that are walked together; the words of scalars, addresses and strides follow. */
export class Runs {
  /** Bytes from here to the addresses of the operands. */
  operands: i32;
  count: i32;
  /** Axes outside a run. */
  rank: i32;
  /** Elements of a run, and of the pieces it is cut into. */
  length: i32;
  piece: i32;
  /** Where the addresses of a piece go, `areaBytes` a thread. */
  areas: usize;
}

/** A batch of matrix products. */
export class Product {
  y: usize;
  a: usize;
  b: usize;
  /** Panels of A, `[batchA][m/4][k][4]`, and of B, `[batchB][n/8][k][8]`. */
  left: usize;
  right: usize;
  /** 1 where one matrix serves the whole batch. */
  batchA: i32;
  batchB: i32;
  m: i32;
  n: i32;
  k: i32;
  /** Whether A is stored `[k, m]`, and B `[n, k]`. */
  transposeA: i32;
  transposeB: i32;
}

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
  /** Where the input is not 0: words of channels for every pixel, and bits of pixels for every channel. */
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
  /** One item in so many is marked, to see how many events there are. */
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

/** Products of packed panels at every point of a tile. */
export class PointProducts {
  /** `[36][m/4][k][4]` and `[36][panels][k][8]` to `[36][panels][m][8]`. */
  left: usize;
  right: usize;
  products: usize;
  /** Bytes from one point of each to the next. */
  leftStep: usize;
  rightStep: usize;
  productStep: usize;
  m: i32;
  k: i32;
  panels: i32;
  /** Whether sums go on. */
  add: i32;
}

/**
 * A pass over `[samples, channels, run]`. Its items are channels, or, where `samples` is 1 and there are more of them, channels of single samples;
 * vectors have one entry a channel.
 */
export class Channels {
  y: usize;
  x: usize;
  dy: usize;
  mean: usize;
  variance: usize;
  scale: usize;
  shift: usize;
  sums: usize;
  products: usize;
  partial: usize;
  totals: usize;
  /** What is still to be added to the entries of `x`, by channel. */
  bias: usize;
  samples: i32;
  channels: i32;
  run: i32;
  /** Channels of an item. */
  group: i32;
}

/** A reduction of `[outer, length, inner]` over the middle axis. */
export class Middle {
  y: usize;
  x: usize;
  length: i32;
  inner: i32;
  /** Inner places that an item takes; `inner` in whole blocks makes one outer place. */
  block: i32;
}

/** Windows of `[planes, height, width]`; the adjoints write `x`'s gradient to `dx`. */
export class Pooling {
  y: usize;
  x: usize;
  dx: usize;
  height: i32;
  width: i32;
  outputHeight: i32;
  outputWidth: i32;
  kernelHeight: i32;
  kernelWidth: i32;
  strideY: i32;
  strideX: i32;
  paddingY: i32;
  paddingX: i32;
}

/** Slices of axis 0 picked by number. */
export class Picked {
  y: usize;
  x: usize;
  indices: usize;
  count: i32;
  rows: i32;
  run: i32;
}
