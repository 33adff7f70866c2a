import type { FrameComponent, JpegHeader } from './header.js';
import { inverseDct } from './inverseDct.js';

/** Positions in a block, by row, in the order of the coefficients (zigzag). */
export const zigzag = Uint8Array.of(
  ...[0, 1, 8, 16, 9, 2, 3, 10, 17, 24, 32, 25, 18, 11, 4, 5, 12, 19, 26, 33, 40, 48, 41, 34, 27, 20, 13, 6, 7, 14],
  ...[21, 28, 35, 42, 49, 56, 57, 50, 43, 36, 29, 22, 15, 23, 30, 37, 44, 51, 58, 59, 52, 45, 38, 31, 39, 46, 53],
  ...[60, 61, 54, 47, 55, 62, 63],
);

/** A component and its coefficients. */
export interface Component extends FrameComponent {
  /** Blocks that have pixels. */
  readonly blocksAcross: number;
  readonly blocksDown: number;
  /** Blocks of a row, including those that fill its last unit. */
  readonly stride: number;
  /** All blocks, 64 coefficients each. */
  readonly coefficients: Int16Array;
  /** For each coefficient: the lowest received bit + 1; 0 before any. */
  readonly sent: Uint8Array;
  /** The quantisation table at its first scan. */
  factors: Int32Array | null;
}

/** Number of units of a frame. A unit has as many blocks of each component as its sampling factors. */
export interface Units {
  readonly across: number;
  readonly down: number;
}

/** The components of a frame, all zero. */
export function componentsOf({ width, height, components }: JpegHeader): {
  readonly units: Units;
  readonly components: readonly Component[];
} {
  const across = Math.max(...components.map((component) => component.across));
  const down = Math.max(...components.map((component) => component.down));
  const units = { across: Math.ceil(width / (8 * across)), down: Math.ceil(height / (8 * down)) };
  return {
    units,
    components: components.map((component) => ({
      ...component,
      blocksAcross: Math.ceil((width * component.across) / (8 * across)),
      blocksDown: Math.ceil((height * component.down) / (8 * down)),
      stride: units.across * component.across,
      coefficients: new Int16Array(64 * units.across * component.across * units.down * component.down),
      sent: new Uint8Array(64),
      factors: null,
    })),
  };
}

/** Samples of a component. */
export interface Samples {
  readonly samples: Uint8ClampedArray;
  /** Samples of a row. */
  readonly stride: number;
}

/** @see Samples */
export function samplesOf({ blocksAcross, blocksDown, stride, coefficients, factors }: Component): Samples {
  const samples = new Uint8ClampedArray(64 * blocksAcross * blocksDown);
  const row = 8 * blocksAcross;
  const table = factors ?? new Int32Array(64);
  for (let y = 0; y < blocksDown; y++)
    for (let x = 0; x < blocksAcross; x++)
      inverseDct(coefficients, 64 * (y * stride + x), table, samples, 8 * (y * row + x), row);
  return { samples, stride: row };
}
