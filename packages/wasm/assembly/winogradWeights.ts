import { rows, turned, windowsAtOnce, windowsScratch } from '../src/sizes';
import { interleave, storeTransposed } from './lanes';
import { side, Winograd } from './winograd';

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
// @ts-ignore: decorator
@inline
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

/**
 * An item is a panel of four outputs, or where windows are turned a block of outputs and channels: turned windows of neighbouring channels lie far apart,
 * and are copied to lie together before any of them is transformed.
 */
export function winogradWeights(at: usize, from: i32, to: i32, lane: i32): void {
  const s = changetype<Winograd>(at);
  const scratch = s.scratch + lane * s.scratchBytes;
  for (let item = from; item < to; item++) {
    if (s.turned) {
      turnedBlock(s, item, scratch);
      continue;
    }
    const row: usize = s.channels * windowBytes;
    const x = s.w + (s.firstOutput + item * rows) * row;
    for (let c = 0; c < s.channels; c += windowsAtOnce)
      transformWindows(s, item, c, x + c * windowBytes, row, windowBytes, min(windowsAtOnce, s.channels - c), scratch);
  }
}

const windowBytes: usize = 9 << 2;

function turnedBlock(s: Winograd, item: i32, scratch: usize): void {
  const blocks = (s.channels + turned - 1) / turned;
  const first = (item % blocks) * turned;
  const channels = min(turned, s.channels - first);
  const begin = (item / blocks) * turned;
  const outputs = min(turned, s.outputs - begin);
  const row: usize = outputs * windowBytes;
  const windows = scratch + windowsScratch * 4;
  const x = s.w + (first * s.allOutputs + s.firstOutput + begin) * windowBytes;
  for (let c = 0; c < channels; c++) memory.copy(windows + c * row, x + c * s.allOutputs * windowBytes, row);
  for (let o = 0; o < outputs; o += rows) {
    for (let c = 0; c < channels; c += windowsAtOnce) {
      const at = windows + c * row + o * windowBytes;
      transformWindows(s, (begin + o) / rows, first + c, at, windowBytes, row, min(windowsAtOnce, channels - c), scratch);
    }
  }
}

/** Transforms some channels of a panel of four outputs, whose windows stand `outputStep` and `channelStep` bytes apart. */
function transformWindows(
  s: Winograd,
  panel: i32,
  channel: i32,
  x: usize,
  outputStep: usize,
  channelStep: usize,
  count: i32,
  scratch: usize,
): void {
  // Turned windows are read from their end.
  const begin = scratch + (s.turned ? 8 << 4 : 0);
  const row: usize = s.turned ? -48 : 48;
  const column: usize = s.turned ? -16 : 16;
  let half = scratch + 9 * 16;
  for (let c = 0; c < count; c++) {
    fetchWindows(scratch, x, outputStep, s.outputs - panel * rows);
    // Columns first: [6][3], then rows.
    for (let j = 0; j < 3; j++) transformWeights(half + (j << 4), 48, begin + j * column, row);
    x += channelStep;
    half += side * 48;
  }
  const target = s.weights + ((panel * s.channels + channel) << 4);
  for (let i = 0; i < side; i++) {
    half = scratch + 9 * 16 + i * 48;
    for (let c = 0; c < count; c++) {
      transformWeights(target + i * side * s.weightStep + (c << 4), s.weightStep, half, 16);
      half += side * 48;
    }
  }
}
