import { Events } from '../descriptors';
import { slack } from '../../src/kernels/constants';
import { bitsOf, masksOf, popcount, wordsOf } from './masks';
import { bandsOf, chunksOf, eventBytes, eventsAt, imagesOf, startOf } from './rows';

/**
 * Computes the beginnings of lists from the counts of items, and writes for every byte which of its bits are set; there
 * is one item.
 */
export function startEvents(at: usize, _from: i32, _to: i32, _thread: i32): void {
  const s = eventsAt(at);
  let sum = 0;
  for (let item = 0; item < s.entries; item++) {
    const count = load<i32>(s.counts + (item << 2));
    store<i32>(s.counts + (item << 2), sum);
    sum += count + slack;
  }
  for (let byte = 0; byte < 256; byte++) {
    let target = s.table + (byte << 4);
    for (let bits = byte; bits !== 0; bits &= bits - 1) {
      store<u16>(target, <u16>ctz(bits));
      target += 2;
    }
  }
}

/** Where the lists of an item begin. */
// @inline
function listsOf<T>(s: Events, item: i32): usize {
  return s.lists + load<i32>(s.counts + (item << 2)) * eventBytes<T>();
}

/** Lists the bits of a byte as rows from `row` on. @returns where the next event goes */
// @inline
function putByte(target: usize, table: usize, byte: i32, row: i32): usize {
  v128.store(target, i16x8.add(v128.load(table + (byte << 4)), i16x8.splat(<i16>row)));
  return target + (i32.popcnt(byte) << 1);
}

/** Lists the bits of a word as rows from `row` on, with values `stride` bytes apart. @returns where the next event goes */
// @inline
function putValues(target: usize, bits: i32, row: i32, x: usize, stride: usize): usize {
  for (; bits !== 0; bits &= bits - 1) {
    const place = ctz(bits);
    store<i32>(target, row + place);
    store<f32>(target, load<f32>(x + place * stride), 4);
    target += 8;
  }
  return target;
}

/** Counts the events of a band of rows of one chunk of channels of one group of one sample, which is an item. */
export function countEvents(at: usize, from: i32, to: i32, _thread: i32): void {
  const s = eventsAt(at);
  const bands = bandsOf(s);
  const chunks = chunksOf(s);
  for (let item = from; item < to; item++) {
    const unit = item / bands;
    const first = (item - unit * bands) * s.rows;
    const count = min(s.rows, s.height - first) * s.width;
    const words = wordsOf(min(s.chunk, s.channels - (unit % chunks) * s.chunk));
    let sum = 0;
    for (let w = 0; w < words; w++) sum += popcount(masksOf(s, wordOf(s, unit) + w, first * s.width), count);
    store<i32>(s.counts + (item << 2), sum);
  }
}

/** The first word of masks of a chunk. */
// @inline
function wordOf(s: Events, unit: i32): i32 {
  const chunks = chunksOf(s);
  return (unit / chunks) * wordsOf(s.channels) + wordsOf((unit % chunks) * s.chunk);
}

/**
 * Lists the events of every pixel in the order of channels, `[samples][groups][chunks][rows][pixels]`. An event names the channel within its
 * chunk, and where several taps are gathered as one the pixel within its row as well: the lists of neighbours are one list. Items as in
 * `countEvents`.
 */
export function listEvents(at: usize, from: i32, to: i32, _thread: i32): void {
  const s = eventsAt(at);
  for (let item = from; item < to; item++) {
    if (s.valued) listRows<f32>(s, item);
    else listRows<u16>(s, item);
  }
}

function listRows<T>(s: Events, item: i32): void {
  const area = s.height * s.width;
  const bands = bandsOf(s);
  const chunks = chunksOf(s);
  const unit = item / bands;
  const channel = (unit % chunks) * s.chunk;
  const channels = min(s.chunk, s.channels - channel);
  const words = wordsOf(channels);
  const step = s.run > 1 ? channels : 0;
  const x = s.x + ((((unit / chunks) * s.channels + channel) * area) << 2);
  const across = masksOf(s, 1, 0) - s.masks;
  const first = (item - unit * bands) * s.rows;
  const end = min(first + s.rows, s.height);
  let start = startOf(s, unit * s.height + first, 0);
  let masks = masksOf(s, wordOf(s, unit), first * s.width);
  let target = listsOf<T>(s, item);
  for (let y = first; y < end; y++) {
    for (let j = 0; j < s.width; j++) {
      store<usize>(start, target);
      let mask = masks;
      let row = j * step;
      for (let w = 0; w < words; w++) {
        const bits = load<i32>(mask);
        if (isFloat<T>()) {
          target = putValues(target, bits, row, x + (((w << 5) * area + y * s.width + j) << 2), area << 2);
        } else {
          target = putByte(target, s.table, bits & 255, row);
          target = putByte(target, s.table, (bits >> 8) & 255, row + 8);
          target = putByte(target, s.table, (bits >> 16) & 255, row + 16);
          target = putByte(target, s.table, bits >>> 24, row + 24);
        }
        mask += across;
        row += 32;
      }
      start += 4;
      masks += 4;
    }
    store<usize>(start, target);
    start += 4;
  }
}

/** Counts what is not 0 in one channel of a sheet, which is an item. */
export function countPlaces(at: usize, from: i32, to: i32, _thread: i32): void {
  const s = eventsAt(at);
  const channels = s.groups * s.channels;
  const bytes = bitsOf(s, 1) - s.bits;
  for (let item = from; item < to; item++) {
    const sheet = item / channels;
    let sum = 0;
    for (let i = 0; i < imagesOf(s, sheet); i++) {
      const bits = bitsOf(s, (sheet * s.images + i) * channels + (item - sheet * channels));
      for (let b: usize = 0; b < bytes; b += 2) sum += i32.popcnt(load<u16>(bits + b));
    }
    store<i32>(s.counts + (item << 2), sum);
  }
}

/** Lists what is not 0, `[sheets][channels][bands]`, an event naming the place in the sheet's grids that its own place has. Items as above. */
export function listPlaces(at: usize, from: i32, to: i32, _thread: i32): void {
  const s = eventsAt(at);
  for (let item = from; item < to; item++) {
    if (s.valued) listChannel<f32>(s, item);
    else listChannel<u16>(s, item);
  }
}

function listChannel<T>(s: Events, item: i32): void {
  const channels = s.groups * s.channels;
  const sheet = item / channels;
  const plane = sheet * s.images * channels + (item - sheet * channels);
  const bands = bandsOf(s);
  let target = listsOf<T>(s, item);
  for (let b = 0; b < bands; b++) {
    store<usize>(startOf(s, item, b), target);
    const end = min((b + 1) * s.rows, s.height);
    for (let i = 0; i < imagesOf(s, sheet); i++) {
      for (let y = b * s.rows; y < end; y++)
        target = listRow<T>(s, target, plane + i * channels, y, (i * s.gridHeight + y) * s.gridWidth);
    }
  }
  store<usize>(startOf(s, item, bands), target);
}

/** Lists a row of a plane, as places from `row` on. @returns where the next event goes */
// @inline
function listRow<T>(s: Events, target: usize, plane: i32, y: i32, row: i32): usize {
  const bits = bitsOf(s, plane);
  const first = y * s.width;
  const x = s.x + ((plane * s.height * s.width + first) << 2);
  for (let j = 0; j < s.width; j += 8) {
    const bit = first + j;
    const byte = ((<i32>load<u16>(bits + (bit >> 3))) >> (bit & 7)) & ((1 << min(8, s.width - j)) - 1);
    if (isFloat<T>()) target = putValues(target, byte, row + j, x + (j << 2), 4);
    else target = putByte(target, s.table, byte, row + j);
  }
  return target;
}
