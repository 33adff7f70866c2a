import type { Image } from '../image.js';
import { imageKind } from '../imageHeader.js';
import { decodeJpeg, type JpegDecoder } from './jpeg.js';
import { decodePng } from './png.js';

/**
 * Decodes a JPEG or PNG image to red, green and blue planes, told by how it begins and not by a name. Grey becomes three equal planes, and
 * four inks are mixed as `(255 − ink)(255 − black) / 255`.
 *
 * @param name what errors call the bytes
 * @throws FormatError for any other format, a broken image, or one of more than 2²⁵ pixels
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
