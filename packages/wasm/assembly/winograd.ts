import { panel } from '../src/kernels/ownSizes';
import { partsOf } from './parts';

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

/** Points of a tile along one axis. */
export const side = 6;

// @ts-ignore: decorator
@inline
export function tilesAcross(s: Winograd): i32 {
  return (s.outputWidth + 3) >> 2;
}

// @ts-ignore: decorator
@inline
export function tilesOf(s: Winograd): i32 {
  return tilesAcross(s) * ((s.outputHeight + 3) >> 2);
}

/** Panels of tiles of the chunk. */
// @ts-ignore: decorator
@inline
export function panelsOf(s: Winograd): i32 {
  return partsOf(tilesOf(s) * s.images, panel);
}

/** Floats of a padded row of inputs. */
// @ts-ignore: decorator
@inline
export function paddedRow(s: Winograd): i32 {
  return (tilesAcross(s) << 2) + 2;
}

/** Floats of a padded plane of inputs. */
// @ts-ignore: decorator
@inline
export function paddedPlane(s: Winograd): i32 {
  return paddedRow(s) * ((((s.outputHeight + 3) >> 2) << 2) + 2);
}

/** Copies an input plane into a padded one, whose border is 0 already. */
export function pad(s: Winograd, target: usize, image: i32, channel: i32): void {
  const row = paddedRow(s);
  const width = min(s.width, row - s.paddingX);
  const height = min(s.height, paddedPlane(s) / row - s.paddingY);
  const source = s.x + (((image * s.channels + channel) * s.height * s.width) << 2);
  const to = target + ((s.paddingY * row + s.paddingX) << 2);
  for (let i = 0; i < height; i++) copyRow(to + ((i * row) << 2), source + ((i * s.width) << 2), width);
}

/** Copies a few floats: calling the engine's own copy takes longer than rows of images are long. */
export function copyRow(to: usize, from: usize, count: i32): void {
  let i = 0;
  for (; i + 4 <= count; i += 4) v128.store(to + (i << 2), v128.load(from + (i << 2)));
  for (; i < count; i++) store<f32>(to + (i << 2), load<f32>(from + (i << 2)));
}

/** Where a tile of an image begins in its padded plane. */
// @ts-ignore: decorator
@inline
export function placeOf(s: Winograd, within: i32): usize {
  const y = within / tilesAcross(s);
  const x = within - y * tilesAcross(s);
  return (y * paddedRow(s) + x) << 4;
}

