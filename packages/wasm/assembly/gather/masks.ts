import { Events } from '../descriptors';
import { band, line, word } from '../../src/kernels/constants';
import { firstLanes } from '../vector/lanes';
import { partsOf } from '../vector/parts';
import { eventsAt } from './rows';

/** Number of words for a number of channels. */
// @inline
export function wordsOf(channels: i32): i32 {
  return partsOf(channels, word);
}

/** Lines of a plane, the last of which may go past its end. */
// @inline
function linesOf(s: Events): i32 {
  return partsOf(s.height * s.width, line);
}

/** Where the words of a pixel's first channels stand, `[samples][groups][words][pixels]`: bit c is set where channel c is not 0. */
// @inline
export function masksOf(s: Events, unit: i32, pixel: i32): usize {
  return s.masks + ((unit * linesOf(s) * line + pixel) << 2);
}

/** Where the bits of a plane stand, `[samples][groups][channels][pixels]`. */
// @inline
export function bitsOf(s: Events, plane: i32): usize {
  return s.bits + ((plane * linesOf(s)) << 1);
}

/**
 * Marks what is not 0, in words of channels and in bits of pixels; an item is a band of pixels of one word of channels of one group of one sample,
 * and writes down how many there are and whether any is not 1. Only one in `every` item is done.
 */
export function maskEvents(at: usize, from: i32, to: i32, _thread: i32): void {
  const s = eventsAt(at);
  const area = s.height * s.width;
  const bands = (area + band - 1) / band;
  const words = wordsOf(s.channels);
  for (let i = from; i < to; i++) {
    const item = i * s.every;
    const unit = item / bands;
    const channel = (unit % words) * word;
    const plane = (unit / words) * s.channels + channel;
    const channels = min(word, s.channels - channel);
    const first = (item - unit * bands) * band;
    const end = min(first + band, area);
    let odd = i32x4.splat(0);
    for (let p = first; p < end; p += line) {
      const x = s.x + ((plane * area + p) << 2);
      const bits = bitsOf(s, plane) + (p >> 3);
      odd = v128.or(
        odd,
        end - p >= line
          ? maskLine(masksOf(s, unit, p), bits, x, s, channels, line)
          : maskLine(masksOf(s, unit, p), bits, x, s, channels, end - p),
      );
    }
    store<i32>(s.counts + (i << 3), popcount(masksOf(s, unit, first), end - first));
    store<i32>(s.counts + (i << 3), v128.any_true(odd) ? 1 : 0, 4);
  }
}

/** Marks a line of some channels. @returns lanes set where a value is neither 0 nor 1 */
// @inline
function maskLine(masks: usize, bits: usize, x: usize, s: Events, channels: i32, live: i32): v128 {
  const stride: usize = (s.height * s.width) << 2;
  const across: usize = linesOf(s) << 1;
  const zero = f32x4.splat(0);
  const one = f32x4.splat(1);
  let a = zero;
  let b = zero;
  let c = zero;
  let d = zero;
  let odd = zero;
  let bit = i32x4.splat(1);
  for (; channels > 0; channels--) {
    const valueA = live >= 4 ? v128.load(x) : v128.and(v128.load(x), firstLanes(live));
    const valueB = live >= 8 ? v128.load(x, 16) : v128.and(v128.load(x, 16), firstLanes(live - 4));
    const activeA = f32x4.ne(valueA, zero);
    const activeB = f32x4.ne(valueB, zero);
    a = v128.or(a, v128.and(activeA, bit));
    b = v128.or(b, v128.and(activeB, bit));
    odd = v128.or(odd, f32x4.ne(v128.and(activeA, one), valueA));
    odd = v128.or(odd, f32x4.ne(v128.and(activeB, one), valueB));
    const valueC = live >= 12 ? v128.load(x, 32) : v128.and(v128.load(x, 32), firstLanes(live - 8));
    const valueD = live >= 16 ? v128.load(x, 48) : v128.and(v128.load(x, 48), firstLanes(live - 12));
    const activeC = f32x4.ne(valueC, zero);
    const activeD = f32x4.ne(valueD, zero);
    c = v128.or(c, v128.and(activeC, bit));
    d = v128.or(d, v128.and(activeD, bit));
    odd = v128.or(odd, f32x4.ne(v128.and(activeC, one), valueC));
    odd = v128.or(odd, f32x4.ne(v128.and(activeD, one), valueD));
    const half = i16x8.narrow_i32x4_s(activeA, activeB);
    store<u16>(bits, <u16>i8x16.bitmask(i8x16.narrow_i16x8_s(half, i16x8.narrow_i32x4_s(activeC, activeD))));
    bit = i32x4.shl(bit, 1);
    x += stride;
    bits += across;
  }
  v128.store(masks, a);
  v128.store(masks, b, 16);
  v128.store(masks, c, 32);
  v128.store(masks, d, 48);
  return odd;
}

/** Bits set in words of masks. */
// @inline
export function popcount(masks: usize, count: i32): i32 {
  let sum = 0;
  for (let i = 0; i < count; i++) sum += i32.popcnt(load<i32>(masks + (i << 2)));
  return sum;
}

/** Sums what the items of `maskEvents` have counted, and joins their marks; there is one item. */
export function sumMasks(at: usize, _from: i32, _to: i32, _thread: i32): void {
  const s = eventsAt(at);
  let found = 0;
  let odd = 0;
  for (let i = 0; i < s.entries; i++) {
    found += load<i32>(s.counts + (i << 3));
    odd |= load<i32>(s.counts + (i << 3), 4);
  }
  store<i32>(s.found, found);
  store<i32>(s.found, odd, 4);
}
