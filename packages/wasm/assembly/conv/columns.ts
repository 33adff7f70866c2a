import { Convolution } from '../descriptors';
import { panel } from '../../src/kernels/constants';
import { storeTransposed } from '../vector/lanes';

// @inline
export function convolutionAt(at: usize): Convolution {
  return changetype<Convolution>(at);
}

// @inline
export function windowOf(s: Convolution): i32 {
  return s.kernelHeight * s.kernelWidth;
}

// @inline
export function tapsOf(s: Convolution): i32 {
  return s.channels * windowOf(s);
}

// @inline
export function positionsOf(s: Convolution): i32 {
  return s.outputHeight * s.outputWidth;
}

/** Positions of an image in whole panels. */
// @inline
function reachOf(s: Convolution): i32 {
  return (positionsOf(s) + panel - 1) & ~(panel - 1);
}

/** Writes where each tap of the window reads for each position, −1 outside the plane and past the end; an item is a tap. */
export function placeTaps(at: usize, from: i32, to: i32, _thread: i32): void {
  const s = convolutionAt(at);
  const reach = reachOf(s);
  for (let tap = from; tap < to; tap++) {
    const top = (tap / s.kernelWidth) * s.dilationY - s.paddingY;
    const left = (tap % s.kernelWidth) * s.dilationX - s.paddingX;
    let target = placesOf(s, tap, 0);
    for (let i = 0; i < s.outputHeight; i++) {
      const y = i * s.strideY + top;
      for (let j = 0; j < s.outputWidth; j++) {
        const x = j * s.strideX + left;
        store<i32>(target, <u32>y < <u32>s.height && <u32>x < <u32>s.width ? y * s.width + x : -1);
        target += 4;
      }
    }
    for (let p = positionsOf(s); p < reach; p++) {
      store<i32>(target, -1);
      target += 4;
    }
  }
}

/** Where the places of a tap stand, from a position on. */
// @inline
export function placesOf(s: Convolution, tap: i32, position: i32): usize {
  return s.places + ((tap * reachOf(s) + position) << 2);
}

/** Whether neighbouring positions read neighbouring places: a tap is then a shift of the whole plane. */
// @inline
function isShift(s: Convolution): bool {
  return s.strideY === 1 && s.strideX === 1 && s.outputWidth === s.width;
}

/** How far a tap shifts the plane, in places. */
// @inline
function shiftOf(s: Convolution, tap: i32): i32 {
  return (
    ((tap / s.kernelWidth) * s.dilationY - s.paddingY) * s.width + (tap % s.kernelWidth) * s.dilationX - s.paddingX
  );
}

/** All bits set in the lanes whose place is inside. */
// @inline
function inside(places: usize): v128 {
  return i32x4.ge_s(v128.load(places), i32x4.splat(0));
}

/** One panel of columns, positions `first` … `first + 8` of one image: `[taps][8]`, zeros outside the input and past the end. */
export function packColumns(to: usize, x: usize, s: Convolution, first: i32): void {
  const window = windowOf(s);
  for (let tap = 0; tap < window; tap++) {
    if (isShift(s)) shiftColumns(to + (tap << 5), x, s, first, tap);
    else pickColumns(to + (tap << 5), x, s, first, tap);
  }
}

function shiftColumns(to: usize, x: usize, s: Convolution, first: i32, tap: i32): void {
  const plane: usize = (s.height * s.width) << 2;
  const step: usize = windowOf(s) << 5;
  const places = placesOf(s, tap, first);
  const left = inside(places);
  const right = inside(places + 16);
  // Where no lane is inside, the address may be nowhere.
  const reads = v128.any_true(v128.or(left, right));
  x += (first + shiftOf(s, tap)) << 2;
  for (let c = 0; c < s.channels; c++) {
    v128.store(to, reads ? v128.and(v128.load(x), left) : left);
    v128.store(to, reads ? v128.and(v128.load(x, 16), right) : right, 16);
    x += plane;
    to += step;
  }
}

function pickColumns(to: usize, x: usize, s: Convolution, first: i32, tap: i32): void {
  const plane: usize = (s.height * s.width) << 2;
  const step: usize = windowOf(s) << 5;
  for (let lane = 0; lane < panel; lane++) {
    const place = load<i32>(placesOf(s, tap, first + lane));
    let source = x + (place << 2);
    let target = to + (lane << 2);
    for (let c = 0; c < s.channels; c++) {
      store<f32>(target, place < 0 ? 0 : load<f32>(source));
      source += plane;
      target += step;
    }
  }
}

/** Panels turned round: taps `first` … `first + 8` of one image, `[positions][8]`, zeros past the last tap. */
export function packTaps(to: usize, x: usize, s: Convolution, first: i32): void {
  for (let half = 0; half < 2; half++) {
    const tap = first + (half << 2);
    const target = to + (half << 4);
    if (isShift(s) && tap + 4 <= tapsOf(s)) shiftTaps(target, x, s, tap);
    else for (let lane = 0; lane < 4; lane++) pickTap(target + (lane << 2), x, s, tap + lane);
  }
}

/** Where the plane of a tap (of all channels and the window) begins, shifted to where position 0 reads. */
// @inline
function sourceOf(x: usize, s: Convolution, tap: i32): usize {
  const window = windowOf(s);
  return x + (((tap / window) * s.height * s.width + shiftOf(s, tap % window)) << 2);
}

function shiftTaps(to: usize, x: usize, s: Convolution, first: i32): void {
  const window = windowOf(s);
  const end = positionsOf(s);
  const a = sourceOf(x, s, first);
  const b = sourceOf(x, s, first + 1);
  const c = sourceOf(x, s, first + 2);
  const d = sourceOf(x, s, first + 3);
  const insideA = placesOf(s, first % window, 0);
  const insideB = placesOf(s, (first + 1) % window, 0);
  const insideC = placesOf(s, (first + 2) % window, 0);
  const insideD = placesOf(s, (first + 3) % window, 0);
  for (let p = 0; p < end; p += 4) {
    const at: usize = p << 2;
    const columnA = kept(a + at, insideA + at);
    const columnB = kept(b + at, insideB + at);
    const columnC = kept(c + at, insideC + at);
    const columnD = kept(d + at, insideD + at);
    if (p + 4 <= end) storeTransposed(to, 32, columnA, columnB, columnC, columnD);
    else storeFew(to, end - p, columnA, columnB, columnC, columnD);
    to += 128;
  }
}

/** Four neighbours, zero where they are outside; where all are, the address may be nowhere. */
// @inline
function kept(x: usize, places: usize): v128 {
  const keep = inside(places);
  return v128.any_true(keep) ? v128.and(v128.load(x), keep) : keep;
}

/** The first `count` columns of four rows. */
function storeFew(to: usize, count: i32, a: v128, b: v128, c: v128, d: v128): void {
  for (let i = 0; i < count; i++) {
    store<f32>(to, f32x4.extract_lane(a, 0));
    store<f32>(to, f32x4.extract_lane(b, 0), 4);
    store<f32>(to, f32x4.extract_lane(c, 0), 8);
    store<f32>(to, f32x4.extract_lane(d, 0), 12);
    a = v128.shuffle<f32>(a, a, 1, 2, 3, 3);
    b = v128.shuffle<f32>(b, b, 1, 2, 3, 3);
    c = v128.shuffle<f32>(c, c, 1, 2, 3, 3);
    d = v128.shuffle<f32>(d, d, 1, 2, 3, 3);
    to += 32;
  }
}

function pickTap(to: usize, x: usize, s: Convolution, tap: i32): void {
  const window = windowOf(s);
  const end = positionsOf(s);
  const isTap = tap < tapsOf(s);
  const plane = x + (((tap / window) * s.height * s.width) << 2);
  let places = placesOf(s, tap % window, 0);
  for (let p = 0; p < end; p++) {
    const place = isTap ? load<i32>(places) : -1;
    store<f32>(to, place < 0 ? 0 : load<f32>(plane + (place << 2)));
    places += 4;
    to += 32;
  }
}

/** The adjoint of reading windows: adds columns `[taps][positions]` of some channels back to where they were read. */
export function scatterColumns(x: usize, from: usize, s: Convolution, channels: i32): void {
  const plane: usize = (s.height * s.width) << 2;
  const window = windowOf(s);
  const end = positionsOf(s);
  for (let c = 0; c < channels; c++) {
    for (let tap = 0; tap < window; tap++) {
      let places = placesOf(s, tap, 0);
      for (let p = 0; p < end; p++) {
        const place = load<i32>(places);
        if (place >= 0) store<f32>(x + (place << 2), load<f32>(x + (place << 2)) + load<f32>(from));
        places += 4;
        from += 4;
      }
    }
    x += plane;
  }
}
