import { sizeOf, type Convolution2d, type Shape } from '@spikegrad/core';
import type { Places } from './geometry.js';
import type { Machine } from './machine.js';
import type { Block } from './pool.js';
import { outputRows, panel, planes, planesAtOnce, points, rows, turned, windowsScratch } from './sizes.js';
import { whole } from './whole.js';

/** Floats of transformed tiles and products that all images may take to be one chunk, and that a chunk may take where they are several. */
const [wholeFloats, chunkFloats] = [3 << 20, 2 << 20];

/** For fewer positions in all, transforming (or turning) the weights takes longer than what it saves. */
export const fewPositions = 128;

/** Outputs whose transformed weights stand in memory at once, where one chunk has all images: 2 MiB of them for 512 channels stay near. */
const outputsAtOnce = 32;

/** For at most so many tiles transformed weights are kept as long as the weights live: to transform them takes longer than to use them. */
const fewTiles = 16;

/** Tiles that a chunk has at least: fewer would read the weights too often. */
const fewestTiles = 128;

/** A convolution by 3 × 3 windows at stride 1. */
interface Call {
  /** `[samples, channels, height, width]`. */
  readonly x: Shape;
  readonly y: Shape;
  readonly window: Convolution2d;
  readonly places: Places;
  /** The weights, for what is made of them once. */
  readonly w: Block;
  /** Whether weights are `[channels, outputs]` with windows turned by half a circle. */
  readonly turned: boolean;
}

/** Whether a convolution can go this way: other windows, strides and groups, and few channels, cannot. */
export function isForWinograd(x: Shape, y: Shape, kernel: Shape, window: Convolution2d): boolean {
  const { groups, stride, padding, dilation } = window;
  const isPlain = groups === 1 && [...stride, ...dilation].every((each) => each === 1);
  const isSquare = kernel[2] === 3 && kernel[3] === 3 && padding.every((each) => each >= 0 && each <= 2);
  return isPlain && isSquare && Math.min(x[1]!, y[1]!) >= 8 && x[0]! * sizeOf(y.slice(2)) >= fewPositions;
}

/** A convolution cut into tiles of 4 × 4 outputs, and its samples into chunks. */
interface Chunks {
  /** Tiles of a sample, and samples of a chunk. */
  readonly tiles: number;
  readonly images: number;
  /** Floats of a plane padded for its tiles. */
  readonly plane: number;
  /** Floats of the rows of a plane that a panel of tiles reads. */
  readonly strips: number;
  /** The words that kernels read, of the chunk that begins at a sample; addresses in the order of `assembly/winograd.ts`. */
  readonly describe: (first: number, addresses: readonly number[], part?: Outputs) => readonly number[];
}

/** Outputs that are computed at once, counted from the first of them. */
interface Outputs {
  readonly first: number;
  readonly count: number;
}

/** @param atOnce outputs that are computed at once where all samples are one chunk */
function chunksOf({ x, y, window, turned }: Omit<Call, 'places' | 'w'>, atOnce: number): Chunks {
  const [samples, channels, height, width] = x as readonly [number, number, number, number];
  const [, outputs, outputHeight, outputWidth] = y as readonly [number, number, number, number];
  const [down, across] = [Math.ceil(outputHeight / 4), Math.ceil(outputWidth / 4)];
  const tiles = down * across;
  const floats = (those: number): number => points * (channels + those) * tiles;
  const most = Math.max(1, Math.floor(chunkFloats / floats(outputs)), Math.ceil(fewestTiles / tiles));
  // Chunks are of about one size.
  const isWhole = samples <= most || samples * floats(Math.min(outputs, atOnce)) <= wholeFloats;
  const images = isWhole ? samples : Math.ceil(samples / Math.ceil(samples / most));
  const sizes = [height, width, outputHeight, outputWidth, ...window.padding, Number(turned)];
  return {
    tiles,
    images,
    plane: (4 * down + 2) * (4 * across + 2),
    strips: (Math.ceil((panel - 1) / across) + 1) * 6 * (4 * across + 2),
    describe: (first, addresses, part = { first: 0, count: outputs }) => [
      ...[...addresses, first, Math.min(images, samples - first), channels, part.count],
      ...[...sizes, part.first, outputs],
    ],
  };
}

/** Floats from one point to the next: an odd number of cache lines, since whole pages apart all points would share a few of them. */
const pointStep = (floats: number): number => 16 * (Math.ceil(floats / 16) | 1);

/** Panels of eight under rows of A, at every point. */
interface Products {
  /** Of A, B and the products, and bytes from one point to the next. */
  readonly addresses: readonly number[];
  readonly m: number;
  readonly k: number;
  readonly panels: number;
  /** Whether they are added to what is there. */
  readonly add: boolean;
}

function multiply(machine: Machine, { addresses, m, k, panels, add }: Products): void {
  const words = [...addresses, m, k, panels, Number(add)];
  machine.run('winogradMultiply', words, points * Math.ceil(m / outputRows), points * panels * panel * k * m);
}

/**
 * The convolution as F(4 × 4, 3 × 3), a quarter of the multiplications; errors stay below 2e-5 of the largest entry where the plain way stays below 1e-6.
 * It must be one for which `isForWinograd` holds.
 */
export function winograd(machine: Machine, { places, w, ...call }: Call): void {
  const [samples, channels] = call.x as readonly [number, number];
  const outputs = call.y[1]!;
  const { tiles, images, strips, describe } = chunksOf(call, outputsAtOnce);
  const most = whole(images * tiles, panel);
  const own = Math.max(planes * 2 * points * 4 + planesAtOnce * strips, windowsScratch + turned * turned * 9);
  const isKept = samples * tiles <= fewTiles;
  // Weights serve one chunk, or one block of outputs: both would transform them again and again.
  const step = isKept || images < samples ? outputs : Math.min(outputs, outputsAtOnce);
  const steps = [whole(step, rows) * channels, most * channels, most * step].map(pointStep) as [number, number, number];
  const [weightStep, ...others] = steps;
  const transform = (weights: number, scratch: number, part: Outputs): void => {
    const addresses = [places.y, places.x, places.w, weights, 0, 0, ...steps.map((each) => 4 * each), scratch, 4 * own];
    const items = call.turned
      ? Math.ceil(channels / turned) * Math.ceil(part.count / turned)
      : Math.ceil(part.count / rows);
    machine.run('winogradWeights', describe(0, addresses, part), items, part.count * channels * points);
  };
  machine.withScratch(
    [...others.map((each) => points * each), own * machine.threads],
    (tilesAt, productsAt, scratch) => {
      const multiplyAll = (weights: number, part: Outputs, isNew: boolean): void => {
        const operands = [weights, tilesAt!, productsAt!, ...steps.map((each) => 4 * each)];
        const addresses = [places.y, places.x, places.w, ...operands, scratch!, 4 * own];
        for (let first = 0; first < samples; first += images) {
          const words = describe(first, addresses, part);
          const panels = Math.ceil((Math.min(images, samples - first) * tiles) / panel);
          const items = (those: number): number => panels * Math.ceil(those / planesAtOnce);
          if (isNew) machine.run('winogradInput', words, items(channels), points * panels * channels);
          multiply(machine, { addresses: operands, m: part.count, k: channels, panels, add: false });
          machine.run('winogradOutput', words, items(part.count), points * panels * part.count);
        }
      };
      const all = { first: 0, count: outputs };
      const name = `winograd ${call.turned}`;
      const kept = isKept
        ? machine.keptBeside(w, name, points * weightStep, (at) => transform(at, scratch!, all))
        : null;
      if (kept) {
        multiplyAll(kept.pointer, all, true);
        return;
      }
      machine.withScratch([points * weightStep], (weights) => {
        for (let first = 0; first < outputs; first += step) {
          const part = { first, count: Math.min(step, outputs - first) };
          transform(weights!, scratch!, part);
          multiplyAll(weights!, part, first === 0);
        }
      });
    },
  );
}

/** The weight gradient of the same convolution in the same way, summed over all samples before it is transformed back. */
export function winogradWeightGradient(machine: Machine, { places, ...call }: Omit<Call, 'w'>): void {
  const [samples, channels] = call.x as readonly [number, number];
  const outputs = call.y[1]!;
  const { tiles, images, plane, describe } = chunksOf(call, Infinity);
  const panels = Math.ceil(channels / panel);
  const own = 2 * points * 4 + 4 * plane;
  const most = images * tiles;
  const steps = [most * whole(outputs, rows), most * panels * panel, panels * panel * outputs].map(pointStep);
  machine.withScratch([...steps.map((step) => points * step), own * machine.threads], (...scratch) => {
    const operands = [...scratch.slice(0, 3), ...steps.map((step) => 4 * step)];
    const addresses = [places.y, places.x, places.w, ...operands, scratch[3]!, 4 * own];
    for (let first = 0; first < samples; first += images) {
      const words = describe(first, addresses);
      const k = Math.min(images, samples - first) * tiles;
      machine.run('winogradGradients', words, Math.ceil(outputs / rows), points * k * outputs);
      machine.run('winogradColumns', words, 2 * panels, points * k * channels);
      multiply(machine, { addresses: operands, m: outputs, k, panels, add: first > 0 });
    }
    const items = panels * Math.ceil(outputs / planesAtOnce);
    machine.run('winogradWeightGradient', describe(0, addresses), items, points * channels * outputs);
  });
}
