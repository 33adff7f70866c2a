import { ShapeError, ValueError } from '@spikegrad/core';
import { checkImage, withPixels, type Transform } from '../image.js';

/** The statistics of a data set's pixels on the scale 0…1, one number per channel. */
export interface PixelStatistics {
  readonly mean: readonly number[];
  /** Standard deviation. */
  readonly deviation: readonly number[];
}

/** The usual constants of CIFAR-10; the OSR/OTS paper uses them for CIFAR-100 too. */
export const cifar10Statistics: PixelStatistics = {
  mean: [0.4914, 0.4822, 0.4465],
  deviation: [0.2023, 0.1994, 0.201],
};

/** The usual constants of ImageNet. */
export const imagenetStatistics: PixelStatistics = {
  mean: [0.485, 0.456, 0.406],
  deviation: [0.229, 0.224, 0.225],
};

/** Statistics that only scale bytes to 0…1. */
export const unitStatistics = (channels: number): PixelStatistics => ({
  mean: new Array<number>(channels).fill(0),
  deviation: new Array<number>(channels).fill(1),
});

/**
 * `(x − mean) / deviation` of every channel, as floats; bytes are first divided by 255.
 *
 * @throws ShapeError for an image with another number of channels.
 */
export function normalise({ mean, deviation }: PixelStatistics = cifar10Statistics): Transform {
  if (mean.length !== deviation.length || !mean.every(Number.isFinite) || !deviation.every((value) => value > 0)) {
    throw new ValueError(
      'normalise',
      'finite means and the same number of positive deviations',
      `${mean.join(', ')} and ${deviation.join(', ')}`,
    );
  }
  return (image) => {
    checkImage('normalise', image);
    const { pixels, channels, height, width } = image;
    if (channels !== mean.length) throw new ShapeError('normalise', `${mean.length} channels`, String(channels));
    const unit = pixels instanceof Uint8Array ? 255 : 1;
    const plane = height * width;
    const out = new Float32Array(pixels.length);
    for (let channel = 0; channel < channels; channel++) {
      const shift = mean[channel]!;
      const scale = deviation[channel]!;
      const end = (channel + 1) * plane;
      for (let i = channel * plane; i < end; i++) out[i] = (pixels[i]! / unit - shift) / scale;
    }
    return withPixels(image, out);
  };
}
