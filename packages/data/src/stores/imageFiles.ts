import { readEntireFile } from '../files/files.js';
import type { Image } from '../image.js';
import { decodeImage } from '../images/decodeImage.js';
import type { JpegDecoder } from '../images/jpeg.js';
import { nameAt, type PackedNames } from './packedNames.js';

/** Images in files of their own, of any size. */
export interface ImageFiles {
  readonly kind: 'images';
  readonly folder: string;
  /** Paths within the folder. */
  readonly names: PackedNames;
  readonly decoder: JpegDecoder;
}

/** The largest of ImageNet has 15 MB. */
const mostBytes = 2 ** 26;

/** Reads and decodes one. @throws FormatError that names the file, ValueError for a place that has none */
export async function readImageFile({ folder, names, decoder }: ImageFiles, place: number): Promise<Image> {
  const { join } = await import('node:path');
  const path = join(folder, nameAt(names, place));
  return decodeImage(await readEntireFile(path, 'an image', mostBytes), path, decoder);
}
