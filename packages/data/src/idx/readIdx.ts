import { FormatError, ValueError } from '@spikegrad/core';
import type { ImageDataset } from '../datasets/dataset.js';
import { headerBytes, idxHeader, parseIdxImages, parseIdxLabels, type IdxImages, type IdxKind } from './parseIdx.js';
import { unpackedChunks } from './unpackedChunks.js';

/**
 * Reads images and labels in IDX, the format of MNIST, plain or compressed with gzip, from one or several files of images in the given order. The
 * labels of `…images-idx3-ubyte` are read from `…labels-idx1-ubyte` in the same folder. The images are in a `SharedArrayBuffer`, for workers. Node only.
 *
 * @param paths files of images, whose names contain `images-idx3`
 * @throws FormatError that names the file
 */
export async function readIdx(paths: readonly string[], classes: readonly string[]): Promise<ImageDataset> {
  if (paths.length === 0) throw new ValueError('readIdx', 'at least one path', 'none');
  const parts: { readonly images: IdxImages; readonly labels: Uint8Array }[] = [];
  for (const path of paths) {
    const images = parseIdxImages(await contentOf(path, 'images'), path);
    const beside = labelsBeside(path);
    const labels = parseIdxLabels(await contentOf(beside, 'labels'), classes.length, beside);
    if (labels.length !== images.count)
      throw new FormatError(beside, `${images.count} labels, as many as images`, String(labels.length));
    const first = parts[0]?.images ?? images;
    if (images.height !== first.height || images.width !== first.width)
      throw new FormatError(path, `images of ${first.height}×${first.width}`, `${images.height}×${images.width}`);
    parts.push({ images, labels });
  }
  const { height, width } = parts[0]!.images;
  const count = parts.reduce((sum, { labels }) => sum + labels.length, 0);
  const images = new Uint8Array(new SharedArrayBuffer(count * height * width));
  const labels = new Uint8Array(count);
  let place = 0;
  for (const part of parts) {
    images.set(part.images.pixels, place * height * width);
    labels.set(part.labels, place);
    place += part.labels.length;
  }
  return { images, labels, count, channels: 1, height, width, classes };
}

/** The number of images in files, from their headers. Node only. @throws FormatError that names the file */
export async function countIdx(paths: readonly string[]): Promise<number> {
  let count = 0;
  for (const path of paths) count += idxHeader(await firstBytes(path), path, 'images').axes[0]!;
  return count;
}

async function firstBytes(path: string): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of unpackedChunks(path, kindOf('images'))) if (appended(chunks, chunk) >= headerBytes) break;
  return joined(chunks);
}

/** The path of the labels of a file of images. @throws FormatError for a name of another form */
function labelsBeside(path: string): string {
  const at = path.lastIndexOf(imagesWord);
  if (at < 0 || /[/\\]/.test(path.slice(at)))
    throw new FormatError(
      path,
      `a name with ${imagesWord}, with a file of labels named ${labelsWord} beside it`,
      'another name',
    );
  return `${path.slice(0, at)}${labelsWord}${path.slice(at + imagesWord.length)}`;
}

const imagesWord = 'images-idx3';
const labelsWord = 'labels-idx1';

const kindOf = (kind: IdxKind): string => `a file of ${kind} in IDX`;

/**
 * All bytes of a file, decompressed. It stops as soon as there are more bytes than in the header, so that a small
 * compressed file cannot fill the memory.
 */
async function contentOf(path: string, kind: IdxKind): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let most = Infinity;
  for await (const chunk of unpackedChunks(path, kindOf(kind))) {
    const length = appended(chunks, chunk);
    if (most === Infinity && length >= headerBytes) most = idxHeader(joined(chunks), path, kind).bytes;
    if (length > most) throw new FormatError(path, `${most} bytes, as in its header`, 'more');
  }
  return joined(chunks);
}

/** Appends a chunk. @returns the bytes of all */
function appended(chunks: Uint8Array[], chunk: Uint8Array): number {
  chunks.push(chunk);
  return chunks.reduce((sum, { length }) => sum + length, 0);
}

function joined(chunks: readonly Uint8Array[]): Uint8Array {
  const all = new Uint8Array(chunks.reduce((sum, { length }) => sum + length, 0));
  let place = 0;
  for (const chunk of chunks) {
    all.set(chunk, place);
    place += chunk.length;
  }
  return all;
}
