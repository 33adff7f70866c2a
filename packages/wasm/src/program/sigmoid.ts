import type { Encoder } from './encoder.js';
import { i32, i32x4, local, simd } from './opcodes.js';

/**
 * The numbers of `1 / (1 + e⁻ˣ)` with `e⁻ˣ = 2ⁿ eᵗ`: where x is cut off; −log₂ e; a number that rounds what is added to it to a whole one, which then
 * stands in the lowest bits; ln 2 in two parts; the polynomial of `eᵗ` in −t, within 1e-7 of it for |t| ≤ ½ ln 2.
 */
export const sigmoidNumbers = [
  ...[87, -87, -1.4426950408889634, 12582912, 0.693359375, -2.1219444e-4],
  ...[-0.008290272206068039, 0.04189816117286682, -0.1666763871908188, 0.4999914765357971, -0.9999997019767761, 1],
] as const;

/** Vectors that are written on the way. */
export const sigmoidSpare = 2;

/**
 * Writes the logistic function of a vector, in line: a call of another module's function takes longer than what it computes. NaN stays NaN.
 *
 * @param numbers the local that holds the first of `sigmoidNumbers`; the others follow, then the spare ones
 */
export function writeSigmoid(code: Encoder, x: number, numbers: number): void {
  const [most, least, scale, round, high, low] = sigmoidNumbers.map((_, i) => numbers + i);
  const [first, one] = [numbers + 6, numbers + sigmoidNumbers.length - 1];
  const [rest, shifted] = [numbers + sigmoidNumbers.length, numbers + sigmoidNumbers.length + 1];
  const get = (place: number): Encoder => code.byte(local.get).unsigned(place);
  const set = (place: number): Encoder => code.byte(local.set).unsigned(place);
  const apply = (...instructions: readonly number[]): void => {
    for (const instruction of instructions) code.byte(0xfd).unsigned(instruction);
  };
  get(x);
  get(most!);
  apply(simd.pmin);
  get(least!);
  apply(simd.pmax);
  set(rest);
  // n, plus the number that rounds
  get(rest);
  get(scale!);
  apply(simd.mul);
  get(round!);
  apply(simd.add);
  set(shifted);
  // −t = x + n ln 2
  get(rest);
  for (const part of [high!, low!]) {
    get(shifted);
    get(round!);
    apply(simd.sub);
    get(part);
    apply(simd.mul, simd.add);
  }
  set(rest);
  get(first);
  for (let place = first + 1; place <= one; place++) {
    get(rest);
    apply(simd.mul);
    get(place);
    apply(simd.add);
  }
  // Times 2ⁿ: n is added to the exponent.
  get(shifted);
  code.byte(i32.const, 23);
  apply(i32x4.shl, i32x4.add);
  get(one);
  apply(simd.add);
  set(rest);
  get(one);
  get(rest);
  apply(simd.div);
}
