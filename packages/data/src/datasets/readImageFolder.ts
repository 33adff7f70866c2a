import { FormatError } from '@spikegrad/core';
import type { StoredDataset } from './dataset.js';
import { isHidden, refuseFile } from '../files/files.js';
import type { JpegDecoder } from '../images/jpeg.js';
import { hasSharp } from '../images/sharp.js';
import { packNames } from '../stores/packedNames.js';

/** @see readImageFolder */
export interface ImageFolderOptions {
  /** @defaultValue `'sharp'` if it is installed, else `'jpeg-js'` */
  readonly decoder?: JpegDecoder;
}

/** The images of a class. */
interface ClassFolder {
  readonly name: string;
  readonly images: readonly string[];
}

const isImage = (name: string): boolean => /\.(jpe?g|png)$/i.test(name);

/** Number of classes that 16-bit labels allow. */
const mostClasses = 2 ** 16;

/**
 * Opens a folder of images with one folder per class, the layout of ImageNet and most others:
 * `folder/CLASS/IMAGE.jpeg`, also `.jpg` and `.png`. Hidden files and folders are ignored. Classes are numbered by
 * name in string order, and samples are in the order of class and name. Only names are read: an image is decoded when
 * its batch is made. Node only.
 *
 * @throws FormatError that names the folder
 */
export async function readImageFolder(folder: string, { decoder }: ImageFolderOptions = {}): Promise<StoredDataset> {
  const classes = await classFolders(folder);
  const names = classes.flatMap(({ name, images }) => images.map((image) => `${name}/${image}`));
  return {
    store: { kind: 'images', folder, names: packNames(names), decoder: decoder ?? (await preferredDecoder()) },
    places: Uint32Array.from({ length: names.length }, (_, i) => i),
    labels: Uint16Array.from(classes.flatMap(({ images }, label) => images.map(() => label))),
    ...{ count: names.length, channels: 3, classes: classes.map(({ name }) => name) },
  };
}

/** Number of images in a folder with one folder per class. Node only. @throws FormatError that names the folder */
export async function countImageFolder(folder: string): Promise<number> {
  return (await classFolders(folder)).reduce((total, { images }) => total + images.length, 0);
}

/** The JPEG decoder on this machine: sharp if it is installed. Node only. */
export const preferredDecoder = async (): Promise<JpegDecoder> => ((await hasSharp()) ? 'sharp' : 'jpeg-js');

async function classFolders(folder: string): Promise<readonly ClassFolder[]> {
  const { join } = await import('node:path');
  const kind = 'a folder of images, with one folder per class';
  const entries = await entriesOf(folder, kind);
  // A link may lead to a folder: users link to parts of ImageNet.
  const names = entries.filter((entry) => entry.isDirectory() || entry.isSymbolicLink()).map(({ name }) => name);
  if (names.length === 0 || names.length > mostClasses) {
    const others = entries.length === 0 ? 'nothing' : `${entries.length} files, such as ${entries[0]!.name}`;
    throw new FormatError(folder, kind, names.length === 0 ? `no folders but ${others}` : `${names.length} folders`);
  }
  const classes: ClassFolder[] = [];
  for (const name of names.sort()) {
    const path = join(folder, name);
    const inside = await entriesOf(path, 'a folder of images of a class');
    const images = inside.map((entry) => entry.name).filter(isImage);
    if (images.length === 0) {
      const found = inside.length === 0 ? 'an empty folder' : `${inside.length} others, such as ${inside[0]!.name}`;
      throw new FormatError(path, 'images of a class, .jpeg, .jpg or .png', found);
    }
    classes.push({ name, images: images.sort() });
  }
  return classes;
}

/** The entries of a folder that are not hidden. */
async function entriesOf(path: string, kind: string) {
  const { readdir } = await import('node:fs/promises');
  const entries = await readdir(path, { withFileTypes: true }).catch((error: unknown) => refuseFile(path, kind, error));
  return entries.filter(({ name }) => !isHidden(name));
}
