import { Winograd } from '../descriptors';
import { panel } from '../../src/kernels/constants';
import { partsOf } from '../vector/parts';

/** Points of a tile along one axis. */
export const side = 6;

// @inline
export function tilesAcross(s: Winograd): i32 {
  return (s.outputWidth + 3) >> 2;
}

// @inline
export function tilesOf(s: Winograd): i32 {
  return tilesAcross(s) * ((s.outputHeight + 3) >> 2);
}

/** Panels of tiles of the chunk. */
// @inline
export function panelsOf(s: Winograd): i32 {
  return partsOf(tilesOf(s) * s.images, panel);
}

/** Floats of a padded row of inputs. */
// @inline
export function paddedRow(s: Winograd): i32 {
  return (tilesAcross(s) << 2) + 2;
}

/** Floats of a padded plane of inputs. */
// @inline
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
// @inline
export function placeOf(s: Winograd, within: i32): usize {
  const y = within / tilesAcross(s);
  const x = within - y * tilesAcross(s);
  return (y * paddedRow(s) + x) << 4;
}
