import { ShapeError, type Random } from '@spikegrad/core';

/** Bytes are 0…255; floats are 0…1 until they are normalised. */
export type Pixels = Uint8Array | Float32Array;

/** One image: one plane after the other, rows within a plane (CHW). */
export interface Image {
  readonly pixels: Pixels;
  readonly channels: number;
  readonly height: number;
  readonly width: number;
}

/**
 * One step of a data pipeline: returns a new image and does not change the given one. All random numbers come from
 * `random`.
 */
export type Transform = (image: Image, random: Random) => Image;

/** The same image with other pixels. */
export function withPixels(image: Image, pixels: Pixels): Image {
  return { pixels, channels: image.channels, height: image.height, width: image.width };
}

/** Zeros (black) of the image's element type. */
export const blankPixels = ({ pixels }: Image): Pixels => zeros(pixels, pixels.length);

/** A black image of another size, with the same channels and element type. */
export function withSize({ pixels, channels }: Image, { height, width }: Pick<Image, 'height' | 'width'>): Image {
  return { pixels: zeros(pixels, channels * height * width), channels, height, width };
}

const zeros = (like: Pixels, size: number): Pixels =>
  like instanceof Uint8Array ? new Uint8Array(size) : new Float32Array(size);

/** @throws ShapeError unless the image holds `channels × height × width` pixels. */
export function checkImage(who: string, { pixels, channels, height, width }: Image): void {
  if (pixels.length !== channels * height * width) {
    throw new ShapeError(who, `${channels}×${height}×${width} pixels`, `${pixels.length}`);
  }
}
