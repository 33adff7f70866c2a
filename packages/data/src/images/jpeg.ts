import { FormatError } from '@spikegrad/core';
import { maxPixels } from '../imageHeader.js';
import { decodeInJavaScript } from './jpeg/decode.js';
import { jpegHeader } from './jpeg/header.js';
import { loadSharp, type Sharp } from './sharp.js';
import { planesOf } from './planesOf.js';
import type { Image } from '../image.js';

/**
 * The JPEG decoder: `sharp`, which is native and must be installed separately, or `jpeg-js`, which is part of this
 * package and gives the pixels of the package jpeg-js 0.4.4. They differ by a few levels if chroma is subsampled:
 * sharp interpolates it, jpeg-js repeats it.
 */
export type JpegDecoder = (typeof jpegDecoders)[number];

/** @see JpegDecoder */
export const jpegDecoders = ['sharp', 'jpeg-js'] as const;

/** Decodes a JPEG to red, green and blue. Grey gives three equal planes. @throws FormatError */
export async function decodeJpeg(bytes: Uint8Array, name: string, decoder: JpegDecoder): Promise<Image> {
  const header = jpegHeader(bytes, name);
  // Not with sharp: libvips converts CMYK with colour profiles, which gives other pixels than other decoders.
  if (decoder === 'sharp' && header.components.length < 4) return decodeWithSharp(await loadSharp(), bytes, name);
  return decodeInJavaScript(bytes, header, name);
}

/** @see decodeJpeg */
export async function decodeWithSharp(sharp: Sharp, bytes: Uint8Array, name: string): Promise<Image> {
  try {
    // A colour profile would change the values, and no other reader of these sets applies it.
    const pixels = sharp(bytes, { failOn: 'truncated', limitInputPixels: maxPixels, ignoreIcc: true });
    const { data, info } = await pixels.toColourspace('srgb').removeAlpha().raw().toBuffer({ resolveWithObject: true });
    return planesOf(data, info.channels, info.width, info.height);
  } catch (error) {
    throw new FormatError(name, 'a whole JPEG', error instanceof Error ? error.message : String(error));
  }
}
