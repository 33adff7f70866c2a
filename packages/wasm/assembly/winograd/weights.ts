import { Winograd } from '../descriptors';
import { outputsAtOnce, rows, turnedAtOnce, windowsAtOnce, windowsScratch } from '../../src/kernels/constants';
import { interleave, storeTransposed } from '../vector/lanes';
import { side } from './tiles';

/** Three weights to six points. */
function transformWeights(to: usize, toStep: usize, from: usize, step: usize): void {
  const g0 = v128.load(from);
  const g1 = v128.load(from + step);
  const g2 = v128.load(from + 2 * step);
  const sixth = f32x4.splat(<f32>(1.0 / 6));
  const t = f32x4.neg(f32x4.mul(f32x4.add(g0, g2), sixth));
  const m = f32x4.mul(g1, sixth);
  const v = f32x4.add(f32x4.mul(g0, f32x4.splat(<f32>(1.0 / 24))), f32x4.mul(g2, sixth));
  const n = f32x4.mul(g1, f32x4.splat(<f32>(1.0 / 12)));
  v128.store(to, f32x4.mul(g0, f32x4.splat(0.25)));
  v128.store(to + toStep, f32x4.sub(t, m));
  v128.store(to + 2 * toStep, f32x4.add(t, m));
  v128.store(to + 3 * toStep, f32x4.add(v, n));
  v128.store(to + 4 * toStep, f32x4.sub(v, n));
  v128.store(to + 5 * toStep, g2);
}

/** Four windows of nine weights, `stride` bytes apart, become the lanes of nine vectors; those from `live` on are zeros. */
// @inline
function fetchWindows(to: usize, x: usize, stride: usize, live: i32): void {
  if (live < rows) {
    interleave(to, 16, x, stride, live, 9);
    return;
  }
  const y = x + stride;
  const z = y + stride;
  const u = z + stride;
  storeTransposed(to, 16, v128.load(x), v128.load(y), v128.load(z), v128.load(u));
  storeTransposed(to + 64, 16, v128.load(x, 16), v128.load(y, 16), v128.load(z, 16), v128.load(u, 16));
  const xy = v128.shuffle<f32>(v128.load(x, 20), v128.load(y, 20), 3, 7, 3, 7);
  const zu = v128.shuffle<f32>(v128.load(z, 20), v128.load(u, 20), 3, 7, 3, 7);
  v128.store(to, v128.shuffle<f32>(xy, zu, 0, 1, 4, 5), 128);
}

/** Weights that are kept; an item is a block of outputs. */
export function winogradWeights(at: usize, from: i32, to: i32, thread: i32): void {
  const s = changetype<Winograd>(at);
  const scratch = s.scratch + thread * s.scratchBytes;
  for (let item = from; item < to; item++)
    transformBlock(s, item, s.weights + ((((item * outputsAtOnce) / rows) * s.channels) << 4), scratch);
}

const windowBytes: usize = 9 << 2;

/** Transforms the weights of a block of outputs, `[36][outputs/4][channels][4]`. */
export function transformBlock(s: Winograd, block: i32, target: usize, scratch: usize): void {
  const begin = block * outputsAtOnce;
  const outputs = min(outputsAtOnce, s.outputs - begin);
  if (s.turned) {
    turnedBlock(s, begin, outputs, target, scratch);
    return;
  }
  const row: usize = s.channels * windowBytes;
  for (let o = 0; o < outputs; o += rows) {
    for (let c = 0; c < s.channels; c += windowsAtOnce) {
      const to = target + (((o / rows) * s.channels + c) << 4);
      const from = s.w + (begin + o) * row + c * windowBytes;
      transformWindows(s, to, from, row, windowBytes, outputs - o, min(windowsAtOnce, s.channels - c), scratch);
    }
  }
}

/** Turned windows of neighbouring channels lie far apart, and are copied to lie together before any of them is transformed. */
function turnedBlock(s: Winograd, begin: i32, outputs: i32, target: usize, scratch: usize): void {
  const row: usize = outputs * windowBytes;
  const windows = scratch + (windowsScratch << 2);
  for (let first = 0; first < s.channels; first += turnedAtOnce) {
    const channels = min(turnedAtOnce, s.channels - first);
    const x = s.w + (first * s.outputs + begin) * windowBytes;
    for (let c = 0; c < channels; c++) memory.copy(windows + c * row, x + c * s.outputs * windowBytes, row);
    for (let o = 0; o < outputs; o += rows) {
      for (let c = 0; c < channels; c += windowsAtOnce) {
        const to = target + (((o / rows) * s.channels + first + c) << 4);
        const from = windows + c * row + o * windowBytes;
        transformWindows(s, to, from, windowBytes, row, outputs - o, min(windowsAtOnce, channels - c), scratch);
      }
    }
  }
}

/** Transforms `count` channels of `live` outputs, or four of them, whose windows stand `outputStep` and `channelStep` bytes apart. */
function transformWindows(
  s: Winograd,
  target: usize,
  x: usize,
  outputStep: usize,
  channelStep: usize,
  live: i32,
  count: i32,
  scratch: usize,
): void {
  // Turned windows are read from their end.
  const begin = scratch + (s.turned ? 8 << 4 : 0);
  const row: usize = s.turned ? -48 : 48;
  const column: usize = s.turned ? -16 : 16;
  let half = scratch + 9 * 16;
  for (let c = 0; c < count; c++) {
    fetchWindows(scratch, x, outputStep, live);
    // Columns first: [6][3], then rows.
    for (let j = 0; j < 3; j++) transformWeights(half + (j << 4), 48, begin + j * column, row);
    x += channelStep;
    half += side * 48;
  }
  for (let i = 0; i < side; i++) {
    half = scratch + 9 * 16 + i * 48;
    for (let c = 0; c < count; c++) {
      transformWeights(target + i * side * s.weightStep + (c << 4), s.weightStep, half, 16);
      half += side * 48;
    }
  }
}
