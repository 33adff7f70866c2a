import { sizeOf, type Convolution2d, type Shape } from '@spikegrad/core';
import type { Places } from './geometry.js';
import type { Machine } from './machine.js';
import { outputRows, panel, points, rows } from './sizes.js';
import { whole } from './whole.js';

/** Floats of transformed tiles and products that a chunk of images may take. */
const chunkFloats = 4 << 20;

/** For fewer positions in all, transforming (or turning) the weights takes longer than what it saves. */
export const fewPositions = 128;

/** Tiles that a chunk has at least: fewer would read the weights too often. */
const fewestTiles = 128;

/** A convolution by 3 × 3 windows at stride 1. */
interface Call {
  /** `[samples, channels, height, width]`. */
  readonly x: Shape;
  readonly y: Shape;
  readonly window: Convolution2d;
  readonly places: Places;
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

/**
 * The convolution as F(4 × 4, 3 × 3), a quarter of the multiplications; errors stay below 1e-5 of the largest entry where the plain way stays below 1e-6.
 * It must be one for which `isForWinograd` holds.
 */
export function winograd(machine: Machine, { x, y, window, places, turned }: Call): void {
  const [samples, channels, height, width] = x as readonly [number, number, number, number];
  const [, outputs, outputHeight, outputWidth] = y as readonly [number, number, number, number];
  const [down, across] = [Math.ceil(outputHeight / 4), Math.ceil(outputWidth / 4)];
  const tiles = down * across;
  const most = Math.floor(chunkFloats / (points * (channels + outputs) * tiles));
  const images = Math.min(samples, Math.max(1, most, Math.ceil(fewestTiles / tiles)));
  const panels = whole(images * tiles, panel);
  const plane = (4 * down + 2) * (4 * across + 2);
  const own = 2 * points * 4 + images * plane;
  const floats = [points * whole(outputs, rows) * channels, points * panels * channels, points * panels * outputs];
  machine.withScratch([...floats, own * machine.threads], (weights, transformed, products, scratch) => {
    const describe = (first: number): readonly number[] => {
      const addresses = [places.y, places.x, places.w, weights!, transformed!, products!, scratch!, 4 * own];
      const chunk = [first, Math.min(images, samples - first)];
      const sizes = [channels, outputs, height, width, outputHeight, outputWidth, ...window.padding, Number(turned)];
      return [...addresses, ...chunk, ...sizes];
    };
    machine.run('winogradWeights', describe(0), Math.ceil(outputs / rows), outputs * channels * points);
    for (let first = 0; first < samples; first += images) {
      const words = describe(first);
      const work = points * panels;
      machine.run('winogradInput', words, channels, work * channels);
      machine.run('winogradMultiply', words, points * Math.ceil(outputs / outputRows), work * channels * outputs);
      machine.run('winogradOutput', words, outputs, work * outputs);
    }
  });
}
