import { readEntireFile } from '../files/files.js';
import type { Image } from '../image.js';
import { decodeImage } from '../images/decodeImage.js';
import type { JpegDecoder } from '../images/jpeg.js';
import { nameAt, type PackedNames } from './packedNames.js';

/** Images of any size, one per file. */
export interface ImageFiles {
  readonly kind: 'images';
  readonly folder: string;
  /** Paths within the folder. */
  readonly names: PackedNames;
  readonly decoder: JpegDecoder;
}

/** Limit of a file, in bytes; the largest of ImageNet has 15 MB. */
const mostBytes = 2 ** 26;

/** Reads and decodes one image. @throws FormatError that names the file, ValueError for an index without an image */
export async function readImageFile({ folder, names, decoder }: ImageFiles, place: number): Promise<Image> {
  const { join } = await import('node:path');
  const path = join(folder, nameAt(names, place));
  return decodeImage(await readEntireFile(path, 'an image', mostBytes), path, decoder);
}
