import { FormatError } from '@spikegrad/core';
import { mostPixels } from './imageHeader.js';
import { jpegHeader } from './jpegHeader.js';
import { loadSharp, type Sharp } from './sharp.js';
import { planesOf } from './planesOf.js';
import type { Image } from '../image.js';

/**
 * What decodes JPEG: `sharp`, which is native, ten times as fast and not there unless it was installed, or `jpeg-js`, in JavaScript. They
 * differ by a few levels where colour has fewer samples than brightness: sharp smooths it, jpeg-js repeats it.
 */
export type JpegDecoder = (typeof jpegDecoders)[number];

/** @see JpegDecoder */
export const jpegDecoders = ['sharp', 'jpeg-js'] as const;

/** Decodes a JPEG to red, green and blue; grey becomes three equal planes. @throws FormatError */
export async function decodeJpeg(bytes: Uint8Array, name: string, decoder: JpegDecoder): Promise<Image> {
  const { components, transform } = jpegHeader(bytes, name);
  // Four inks are left to one of the two: libvips takes profiles for them, and what comes out is not what others see.
  if (decoder === 'sharp' && components < 4) return bySharp(await loadSharp(), bytes, name);
  const { decode } = (await import('jpeg-js')).default;
  const asTheyAre = components === 3 && transform === 0;
  try {
    const { data, width, height } = decode(bytes, {
      ...{ useTArray: true, formatAsRGBA: false, tolerantDecoding: false },
      ...{ maxResolutionInMP: mostPixels / 1e6, maxMemoryUsageInMB: 2048 },
      ...(asTheyAre && { colorTransform: false }),
    });
    return planesOf(data, 3, width, height);
  } catch (error) {
    throw new FormatError(name, 'a whole JPEG', messageOf(error));
  }
}

/** @see decodeJpeg */
export async function bySharp(sharp: Sharp, bytes: Uint8Array, name: string): Promise<Image> {
  try {
    // A profile would change the values, and no other reader of these sets heeds it.
    const pixels = sharp(bytes, { failOn: 'truncated', limitInputPixels: mostPixels, ignoreIcc: true });
    const { data, info } = await pixels.toColourspace('srgb').removeAlpha().raw().toBuffer({ resolveWithObject: true });
    return planesOf(data, info.channels, info.width, info.height);
  } catch (error) {
    throw new FormatError(name, 'a whole JPEG', messageOf(error));
  }
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
