/** In units of 2⁻¹²: cosines and sines of π/16, 3π/16 and 6π/16, √2 and √½. */
const [cos1, sin1] = [4017, 799];
const [cos3, sin3] = [3406, 2276];
const [cos6, sin6] = [1567, 3784];
const [sqrt2, sqrtHalf] = [5793, 2896];

/**
 * The inverse cosine transform of eight values, in place: one row or column of a block.
 *
 * The rounding is that of the package jpeg-js 0.4.4 (from pdf.js and Poppler), so that pixels are equal to the bit.
 *
 * @param step distance from one value to the next
 * @param shift bits that the constants' unit is shifted by: 8 for rows, whose results keep four bits, 12 for columns
 * @see Loeffler, Ligtenberg, Moschytz, "Practical Fast 1-D DCT Algorithms with 11 Multiplications", ICASSP 1989
 */
function transform(p: Int32Array, at: number, step: number, shift: 8 | 12): void {
  const half = 1 << (shift - 1);
  const [at1, at2, at3, at4] = [at + step, at + 2 * step, at + 3 * step, at + 4 * step];
  const [at5, at6, at7] = [at + 5 * step, at + 6 * step, at + 7 * step];
  if ((p[at1]! | p[at2]! | p[at3]! | p[at4]! | p[at5]! | p[at6]! | p[at7]!) === 0) {
    const flat = (sqrt2 * p[at]! + 4 * half) >> (shift + 2);
    p[at] = p[at1] = p[at2] = p[at3] = p[at4] = p[at5] = p[at6] = p[at7] = flat;
    return;
  }
  // stage 4
  let v0 = (sqrt2 * p[at]! + half) >> shift;
  let v1 = (sqrt2 * p[at4]! + half) >> shift;
  let v2 = p[at2]!;
  let v3 = p[at6]!;
  let v4 = (sqrtHalf * (p[at1]! - p[at7]!) + half) >> shift;
  let v7 = (sqrtHalf * (p[at1]! + p[at7]!) + half) >> shift;
  let v5 = p[at3]! << (12 - shift);
  let v6 = p[at5]! << (12 - shift);
  // stage 3
  let t = (v0 - v1 + 1) >> 1;
  v0 = (v0 + v1 + 1) >> 1;
  v1 = t;
  t = (v2 * sin6 + v3 * cos6 + half) >> shift;
  v2 = (v2 * cos6 - v3 * sin6 + half) >> shift;
  v3 = t;
  t = (v4 - v6 + 1) >> 1;
  v4 = (v4 + v6 + 1) >> 1;
  v6 = t;
  t = (v7 + v5 + 1) >> 1;
  v5 = (v7 - v5 + 1) >> 1;
  v7 = t;
  // stage 2
  t = (v0 - v3 + 1) >> 1;
  v0 = (v0 + v3 + 1) >> 1;
  v3 = t;
  t = (v1 - v2 + 1) >> 1;
  v1 = (v1 + v2 + 1) >> 1;
  v2 = t;
  t = (v4 * sin3 + v7 * cos3 + 2048) >> 12;
  v4 = (v4 * cos3 - v7 * sin3 + 2048) >> 12;
  v7 = t;
  t = (v5 * sin1 + v6 * cos1 + 2048) >> 12;
  v5 = (v5 * cos1 - v6 * sin1 + 2048) >> 12;
  v6 = t;
  // stage 1
  p[at] = v0 + v7;
  p[at7] = v0 - v7;
  p[at1] = v1 + v6;
  p[at6] = v1 - v6;
  p[at2] = v2 + v5;
  p[at5] = v2 - v5;
  p[at3] = v3 + v4;
  p[at4] = v3 - v4;
}

const block = new Int32Array(64);

/** Samples of a block from its coefficients. @param stride distance from one row of samples to the next */
export function inverseDct(
  coefficients: Int16Array,
  from: number,
  quantisation: Int32Array,
  samples: Uint8ClampedArray,
  to: number,
  stride: number,
): void {
  for (let i = 0; i < 64; i++) block[i] = coefficients[from + i]! * quantisation[i]!;
  for (let y = 0; y < 8; y++) transform(block, 8 * y, 1, 8);
  for (let x = 0; x < 8; x++) transform(block, x, 8, 12);
  for (let y = 0; y < 8; y++)
    for (let x = 0; x < 8; x++) samples[to + y * stride + x] = 128 + ((block[8 * y + x]! + 8) >> 4);
}
