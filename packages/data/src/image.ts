import { ShapeError, type Random } from '@spikegrad/core';

/** Bytes count 0…255; floats count 0…1 until they are normalised. */
export type Pixels = Uint8Array | Float32Array;

/** One picture: planes after one another, rows within a plane (CHW). */
export interface Image {
  readonly pixels: Pixels;
  readonly channels: number;
  readonly height: number;
  readonly width: number;
}

/**
 * One step of a data pipeline: a new image out of an old one, which it leaves as it was. All its chance comes from `random`.
 */
export type Transform = (image: Image, random: Random) => Image;

/** The same image with other pixels, as many. */
export function withPixels(image: Image, pixels: Pixels): Image {
  return { pixels, channels: image.channels, height: image.height, width: image.width };
}

/** Zeros of the image's own element type: black. */
export const blankPixels = ({ pixels }: Image): Pixels => zeros(pixels, pixels.length);

/** A black image of another size, with as many channels of the same element type. */
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
