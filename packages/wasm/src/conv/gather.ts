import type { Axis, Fields, Geometry, Places } from './geometry.js';
import type { Machine } from '../machine/machine.js';
import type { GatherLimit } from '../kernels/sizes.js';
import type { RequiredKernel } from '../kernels/names.js';
import { describeGather, type GatherFields } from './gatherFields.js';
import { withMasks } from './masks.js';
import { roundUp } from '../memory/roundUp.js';

/** Bytes of an event, by whether values are all 1. */
const eventBytes = { ones: 2, valued: 8 } as const;

/** Floats of the table that turns bytes into events. */
const tableFloats = 1024;

/** Rows that an event can name in two bytes. */
const mostRows = 65536;

/** Floats of scratch memory that are needed once it is known how many events there are. */
interface Room {
  readonly shared: number;
  /** Of each thread. */
  readonly own: number;
}

/** One of the two ways to read events. */
interface Way {
  /** Kernels that count and list events, of how many items, for how many lists. */
  readonly count: RequiredKernel;
  readonly list: RequiredKernel;
  readonly items: number;
  readonly entries: number;
  /** What the kernels read, but for addresses. */
  readonly events: GatherFields;
  /** Events that make as many sums as products would. */
  readonly full: number;
  readonly limits: GatherLimit;
  readonly room: Room;
}

/**
 * Looks where the input is not 0, and where that is in few enough places makes lists of them and room for all else, and runs `body` with the
 * whole description. @returns whether it did
 */
function whereSparse(
  machine: Machine,
  geometry: Geometry,
  places: Places,
  masks: { readonly input: object; readonly keep: boolean },
  { count, list, items, entries, events, full, limits, room }: Way,
  body: (describeWith: (places: Fields) => readonly number[]) => void,
): boolean {
  const { samples, groups, channels, outputs, area } = geometry;
  const { block, slack } = machine.sizes.gather;
  // Sums are of whole blocks of outputs, full or not.
  const isSparse = (found: number, valued: boolean): boolean =>
    (found / full) * (roundUp(outputs, block) / outputs) < (valued ? limits.valued : limits.ones);
  return withMasks(machine, geometry, places, { ...masks, isSparse }, ({ found, valued, ...where }) => {
    const listFloats = Math.ceil(((found + items * slack) * (valued ? eventBytes.valued : eventBytes.ones)) / 4);
    const sizes = [items, entries, tableFloats, listFloats, room.shared, room.own * machine.threads];
    return machine.withScratch(sizes, (counts, starts, table, lists, shared, scratch) => {
      const made = { ...where, counts: counts!, entries: items, starts: starts!, table: table!, lists: lists! };
      const own = { ...places, shared: shared!, scratch: scratch!, scratchBytes: 4 * room.own };
      const describeWith = (more: Fields): readonly number[] =>
        describeGather(geometry, { ...own, ...more }, { ...events, ...made, valued: Number(valued) });
      const words = describeWith({});
      machine.run(count, words, items, (samples * groups * channels * area) / 8);
      machine.run('startEvents', words, 1, 0);
      machine.run(list, words, items, samples * groups * channels * area);
      body(describeWith);
      return true;
    });
  });
}

/**
 * A convolution that reads only what is not 0: events are counted, listed by pixel, and rows of weights added for each. @returns whether it was
 * done; inputs that are too dense are left
 * @param input what masks may be kept beside, for the weight gradient to find
 * @param weights what packed weights may be kept beside
 * @param hasWinograd whether the convolution could go by Winograd's way instead
 */
export function gatherConv2d(
  machine: Machine,
  geometry: Geometry,
  places: Places,
  { input, weights }: { readonly input: object; readonly weights: object },
  hasWinograd: boolean,
): boolean {
  const { samples, groups, channels, outputs, area, positions, window, taps, work } = geometry;
  if (!isWorthLooking(machine, geometry)) return false;
  const [{ size: height }, { size: width }] = geometry.axes;
  const { block, band, positionsAtOnce } = machine.sizes.gather;
  const { gatherOverWinograd, gatherOverProducts, keptPositions } = machine.crossovers;
  const { chunk, run } = chunksOf(machine, geometry);
  const chunks = Math.ceil(channels / chunk);
  const units = samples * groups * chunks;
  const rows = Math.max(1, Math.floor(band / width));
  const blocks = groups * Math.ceil(outputs / block);
  const atOnce = share(machine, samples * positions, blocks, positionsAtOnce);
  const bands = Math.ceil((samples * positions) / atOnce);
  const plans = bands * groups * chunks * (window / run);
  const way: Way = {
    count: 'countEvents',
    list: 'listEvents',
    items: units * Math.ceil(height / rows),
    entries: units * height * (width + 1),
    events: { chunk, run, rows, atOnce },
    full: samples * groups * channels * area,
    limits: hasWinograd ? gatherOverWinograd : gatherOverProducts,
    room: { shared: plans * (atOnce + 1) * 4, own: (atOnce + taps) * block },
  };
  const masks = { input, keep: samples * positions > keptPositions };
  return whereSparse(machine, geometry, places, masks, way, (describeWith) => {
    const pack = (kept: number): void =>
      machine.run('packRows', describeWith({ kept }), blocks, groups * outputs * taps);
    const isKept = samples * positions <= keptPositions;
    const key = ['gatheredRows', chunk, groups, channels, outputs, window] as const;
    const packed = isKept ? machine.cache.keep(weights, key, blocks * block * taps, pack) : null;
    const words = describeWith({ kept: packed?.pointer ?? 0 });
    machine.run('findWindows', words, plans, 8 * samples * positions * chunks * window);
    machine.run('gatherEvents', words, blocks * bands, work);
  });
}

/** The weight gradient of an input that is mostly 0, in the same manner. */
export function gatherWeightGradient(
  machine: Machine,
  geometry: Geometry,
  places: Places,
  input: object,
  hasWinograd: boolean,
): boolean {
  const { samples, groups, channels, outputs, positions, window, work } = geometry;
  const [{ size: height }] = geometry.axes;
  const { block, nearGradients, channelsAtOnce } = machine.sizes.gather;
  const { gatherOverWinogradGradient, gatherOverProducts } = machine.crossovers;
  const [down, across] = [gridAxis(geometry.axes[0]), gridAxis(geometry.axes[1])];
  const grid = down.size * across.size;
  if (!isWorthLooking(machine, geometry) || height * across.size > mostRows) return false;
  // A sheet has as many samples as stay near, or of one sample as many rows.
  const sheets = Math.ceil(samples / Math.max(1, Math.floor(nearGradients / grid)));
  const images = Math.ceil(samples / sheets);
  const items = sheets * groups * channels;
  const most = Math.max(1, Math.floor(nearGradients / across.size) - down.reach);
  const rows = images > 1 ? height : Math.ceil(height / Math.ceil(height / most));
  const blocks = Math.ceil(outputs / block);
  const atOnce = share(machine, channels, groups * blocks, channelsAtOnce);
  const way: Way = {
    count: 'countPlaces',
    list: 'listPlaces',
    items,
    entries: items * (Math.ceil(height / rows) + 1),
    events: {
      images,
      rows,
      atOnce,
      gridHeight: down.size,
      gridWidth: across.size,
      gridTop: down.begin,
      gridLeft: across.begin,
    },
    full: samples * groups * channels * positions,
    limits: hasWinograd ? gatherOverWinogradGradient : gatherOverProducts,
    room: { shared: sheets * images * groups * blocks * grid * block, own: atOnce * window * block },
  };
  return whereSparse(machine, geometry, places, { input, keep: false }, way, (describeWith) => {
    const words = describeWith({});
    machine.run('packRowsOfGradients', words, samples * groups * blocks, samples * groups * outputs * positions);
    machine.run('gatherGradients', words, groups * blocks * Math.ceil(channels / atOnce), work);
  });
}

/** Channels that one list of a pixel goes through: all, or whole words of masks; and taps beside each other that are gathered as one. */
function chunksOf({ sizes }: Machine, { channels, axes }: Geometry): { readonly chunk: number; readonly run: number } {
  const { nearRows, word } = sizes.gather;
  const [, { size: width, kernel, dilation }] = axes;
  const most = (run: number): number => {
    const near = Math.floor(nearRows / run);
    return channels <= near ? channels : word * Math.floor(near / word);
  };
  // Neighbouring taps read neighbouring lists: taken as one they are long enough even for few channels.
  const isRun = dilation === 1 && kernel * channels < 2 * nearRows && width * most(kernel) <= mostRows;
  const run = isRun && most(kernel) > 0 ? kernel : 1;
  const chunks = Math.ceil(channels / most(run));
  return { chunk: chunks === 1 ? channels : word * Math.ceil(channels / (word * chunks)), run };
}

/** An axis of the plane that output gradients are laid out in for places of the input to find them. */
interface GridAxis {
  readonly size: number;
  /** Where the first gradient lies. */
  readonly begin: number;
  /** How far taps reach. */
  readonly reach: number;
}

/** Strides leave zeros between gradients, and windows see some beyond them. */
function gridAxis({ size, output, kernel, stride, padding, dilation }: Axis): GridAxis {
  const reach = (kernel - 1) * dilation;
  const begin = Math.max(0, reach - padding);
  return { size: Math.max(size - 1 + padding, (output - 1) * stride) + begin + 1, begin, reach };
}

/** How many of `all` an item does, there being as many items for each of `times`: fewer than `most` where threads would go short of items. */
const share = ({ threads }: Machine, all: number, times: number, most: number): number =>
  Math.max(most / 4, Math.min(most, Math.ceil((all * times) / (4 * threads))));

/** Rows that would be mostly padding are better done at once. */
const isWorthLooking = ({ dense, sizes }: Machine, { work, outputs }: Geometry): boolean =>
  !dense && work > 0 && 4 * outputs >= sizes.gather.block;
