import { sizeOf, type Convolution2d, type Shape } from '@spikegrad/core';
import {
  describePointProducts,
  describeWinograd,
  type PointProducts,
  type Winograd,
} from '../generated/descriptors.js';
import type { Places } from './geometry.js';
import type { Machine } from '../machine/machine.js';
import type { Block } from '../memory/allocator.js';
import { roundUp } from '../memory/roundUp.js';

/** Points of a tile. */
const points = 36;

/** A convolution by 3 × 3 windows at stride 1. */
interface Call {
  /** `[samples, channels, height, width]`. */
  readonly x: Shape;
  readonly y: Shape;
  readonly window: Convolution2d;
  readonly places: Places;
  /** The weights, for what is made of them once. */
  readonly w: object;
  /** Whether weights are `[channels, outputs]` with windows turned by half a circle. */
  readonly turned: boolean;
}

/**
 * Whether a convolution uses this method. Other windows, strides and groups cannot, and with few channels or positions
 * it takes longer.
 */
export function isForWinograd(
  { exact, crossovers }: Machine,
  x: Shape,
  y: Shape,
  kernel: Shape,
  window: Convolution2d,
): boolean {
  const { groups, stride, padding, dilation } = window;
  const { winogradPositions, winogradChannels } = crossovers;
  const isPlain = groups === 1 && [...stride, ...dilation].every((each) => each === 1);
  const isSquare = kernel[2] === 3 && kernel[3] === 3 && padding.every((each) => each >= 0 && each <= 2);
  const isLarge = Math.min(x[1]!, y[1]!) >= winogradChannels && x[0]! * sizeOf(y.slice(2)) >= winogradPositions;
  return !exact && isPlain && isSquare && isLarge;
}

/** Addresses of a description, bytes from one point to the next, and bytes of scratch memory. */
type Addresses = Pick<
  Winograd,
  'weights' | 'tiles' | 'products' | 'weightStep' | 'tileStep' | 'productStep' | 'scratch' | 'scratchBytes'
>;

/** A convolution cut into tiles of 4 × 4 outputs, and its samples into chunks. */
interface Chunks {
  /** Tiles of a sample, and samples of a chunk. */
  readonly tiles: number;
  readonly images: number;
  /** Floats of a plane padded for its tiles. */
  readonly plane: number;
  /** Floats of a plane that a panel of tiles reads, row by row of tiles. */
  readonly strips: number;
  /** The words that kernels read, of the chunk that begins at a sample. */
  readonly describe: (first: number, addresses: Addresses) => readonly number[];
}

/** @param transformed planes of a sample that are transformed */
function chunksOf(machine: Machine, { x, y, window, places, turned }: Omit<Call, 'w'>, transformed: number): Chunks {
  const { panel, chunkFloats, fewestTiles } = machine.sizes.winograd;
  const [samples, channels, height, width] = x as readonly [number, number, number, number];
  const [, outputs, outputHeight, outputWidth] = y as readonly [number, number, number, number];
  const [down, across] = [Math.ceil(outputHeight / 4), Math.ceil(outputWidth / 4)];
  const tiles = down * across;
  const most = Math.max(1, Math.floor(chunkFloats / (points * transformed * tiles)), Math.ceil(fewestTiles / tiles));
  // Chunks are of about one size.
  const images = Math.ceil(samples / Math.ceil(samples / most));
  const [paddingY, paddingX] = window.padding;
  const sizes = { channels, outputs, height, width, outputHeight, outputWidth, paddingY, paddingX };
  return {
    tiles,
    images,
    plane: (4 * down + 2) * (4 * across + 2),
    strips: (Math.floor((panel - 1) / across) + 2) * 6 * (4 * Math.min(across, panel) + 2),
    describe: (first, addresses) =>
      describeWinograd({
        ...{ ...sizes, ...places, ...addresses, first },
        ...{ images: Math.min(images, samples - first), turned: Number(turned) },
      }),
  };
}

/** Floats from one point to the next: an odd number of cache lines, since whole pages apart all points would share a few of them. */
const pointStep = (floats: number): number => 16 * (Math.ceil(floats / 16) | 1);

/**
 * The convolution as F(4 × 4, 3 × 3), a quarter of the multiplications; errors stay below 2e-5 of the largest entry where the plain way stays below 1e-6.
 * It must be one for which `isForWinograd` holds.
 */
export function winograd(machine: Machine, { w, ...call }: Call): void {
  const [samples, channels] = call.x as readonly [number, number];
  const outputs = call.y[1]!;
  const { rows, panel, outputsAtOnce, panelsAtOnce, planes, planesAtOnce, ...own } = machine.sizes.winograd;
  const { tiles, images, strips, describe } = chunksOf(machine, call, channels);
  const blocks = Math.ceil(outputs / outputsAtOnce);
  const windows = own.windowsScratch + own.turnedAtOnce * outputsAtOnce * 9;
  const keep = (): Block | null => {
    const step = pointStep(roundUp(outputs, rows) * channels);
    const key = ['winogradWeights', call.turned, channels, outputs] as const;
    return machine.cache.keep(w, key, points * step, (weights) =>
      machine.withScratch([windows * machine.threads], (scratch) => {
        const addresses = { weights, weightStep: 4 * step, scratch: scratch!, scratchBytes: 4 * windows };
        machine.run('winogradWeights', describe(0, addresses), blocks, outputs * channels * points);
      }),
    );
  };
  const kept = samples * tiles <= machine.crossovers.keptTiles ? keep() : null;
  const panels = Math.ceil((images * tiles) / panel);
  const weightStep = pointStep((kept ? roundUp(outputs, rows) : outputsAtOnce) * channels);
  const tileStep = pointStep(panels * panel * channels);
  const productStep = pointStep(Math.min(panels, panelsAtOnce) * panel * outputsAtOnce);
  const block = points * (productStep + (kept ? 0 : weightStep)) + windows;
  const scratchFloats = Math.max(block, planes * 2 * points * 4 + planesAtOnce * strips);
  machine.withScratch([points * tileStep, scratchFloats * machine.threads], (tilesAt, scratch) => {
    const addresses = {
      ...{ weights: kept?.pointer ?? 0, tiles: tilesAt!, scratch: scratch!, scratchBytes: 4 * scratchFloats },
      ...{ weightStep: 4 * weightStep, tileStep: 4 * tileStep, productStep: 4 * productStep },
    };
    for (let first = 0; first < samples; first += images) {
      const words = describe(first, addresses);
      const count = Math.ceil((Math.min(images, samples - first) * tiles) / panel);
      machine.run('winogradInput', words, count * Math.ceil(channels / planesAtOnce), points * count * channels);
      const work = points * count * panel * channels * outputs;
      machine.run('winogradBlocks', words, blocks * Math.ceil(count / panelsAtOnce), work);
    }
  });
}

/** Panels of B under rows of A, at every point. */
function multiply(machine: Machine, products: PointProducts): void {
  const { panel, gradientRows } = machine.sizes.winograd;
  const { m, k, panels } = products;
  machine.run(
    'winogradMultiply',
    describePointProducts(products),
    points * Math.ceil(m / gradientRows),
    points * panels * panel * k * m,
  );
}

/** The weight gradient of the same convolution in the same way, summed over all samples before it is transformed back. */
export function winogradWeightGradient(machine: Machine, call: Omit<Call, 'w'>): void {
  const [samples, channels] = call.x as readonly [number, number];
  const outputs = call.y[1]!;
  const { rows, panel, planesAtOnce } = machine.sizes.winograd;
  const { tiles, images, plane, describe } = chunksOf(machine, call, channels + outputs);
  const panels = Math.ceil(channels / panel);
  const own = 2 * points * 4 + 4 * plane;
  const most = images * tiles;
  const steps = [most * roundUp(outputs, rows), most * panels * panel, panels * panel * outputs].map(pointStep);
  machine.withScratch([...steps.map((step) => points * step), own * machine.threads], (...scratch) => {
    const [weights, tilesAt, products, ownScratch] = scratch as readonly [number, number, number, number];
    const [weightStep, tileStep, productStep] = steps.map((step) => 4 * step) as [number, number, number];
    const addresses = {
      ...{ weights, tiles: tilesAt, products, weightStep, tileStep, productStep },
      ...{ scratch: ownScratch, scratchBytes: 4 * own },
    };
    for (let first = 0; first < samples; first += images) {
      const words = describe(first, addresses);
      const k = Math.min(images, samples - first) * tiles;
      machine.run('winogradGradients', words, Math.ceil(outputs / rows), points * k * outputs);
      machine.run('winogradColumns', words, 2 * panels, points * k * channels);
      multiply(machine, {
        ...{ left: weights, right: tilesAt, products, leftStep: weightStep, rightStep: tileStep, productStep },
        ...{ m: outputs, k, panels, add: Number(first > 0) },
      });
    }
    const items = panels * Math.ceil(outputs / planesAtOnce);
    machine.run('winogradWeightGradient', describe(0, addresses), items, points * channels * outputs);
  });
}
