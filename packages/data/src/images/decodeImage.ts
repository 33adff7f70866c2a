import type { Image } from '../image.js';
import { imageKind } from '../imageHeader.js';
import { decodeJpeg, type JpegDecoder } from './jpeg.js';
import { decodePng } from './png.js';

/**
 * Decodes a JPEG or PNG image to red, green and blue planes. The format is detected from the first bytes. Grey gives
 * three equal planes, and CMYK is converted as `(255 − ink)(255 − black) / 255`.
 *
 * @param name the name of the bytes in errors
 * @throws FormatError for any other format, a damaged image, or one of more than 2²⁵ pixels
 */
export async function decodeImage(
  bytes: Uint8Array,
  name = 'decodeImage',
  decoder: JpegDecoder = 'jpeg-js',
): Promise<Image> {
  const kind = imageKind(bytes, name);
  switch (kind) {
    case 'jpeg':
      return decodeJpeg(bytes, name, decoder);
    case 'png':
      return decodePng(bytes, name);
  }
  kind satisfies never;
}
