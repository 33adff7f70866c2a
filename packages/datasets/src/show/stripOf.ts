import { Random } from '@spikegrad/core';
import { resize, type Dataset, type Image } from '@spikegrad/data';
import { eventPicture, fullCount, photograph } from './pixels.js';
import type { Strip } from './sheet.js';

/** The maximum side of a drawn image; larger ones are resized. */
const mostSide = 160;

/** The images of a sample: its image, or all its frames, with the same colour scale. */
export function stripOf(image: Image, { frames }: Pick<Dataset, 'frames'>, label: string): Strip {
  if (frames === undefined) {
    const shown = fitted(image);
    return { label, height: shown.height, width: shown.width, pictures: [photograph(shown)] };
  }
  const { height, width, pixels } = image;
  const most = fullCount(pixels);
  const size = pixels.length / frames;
  const pictures = Array.from({ length: frames }, (_, t) =>
    eventPicture(pixels.subarray(t * size, (t + 1) * size), height * width, most),
  );
  return { label, height, width, pictures };
}

function fitted(image: Image): Image {
  const scale = mostSide / Math.max(image.height, image.width);
  if (scale >= 1) return image;
  const side = (length: number): number => Math.max(1, Math.round(length * scale));
  return resize({ size: [side(image.height), side(image.width)] })(image, new Random(0));
}
