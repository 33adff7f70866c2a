import type { Axis, Fields, Geometry, Places } from './geometry.js';
import type { Machine } from './machine.js';
import type { Block } from './pool.js';
import { band, block } from './sizes.js';
import { whole } from './whole.js';

/** Bytes of an event, by whether values are all 1. */
const eventBytes = { ones: 2, valued: 8 } as const;

/** Rows that an event can name in two bytes. */
const mostRows = 65536;

/** Rows that are read again and again and stay in the nearest cache: 32 KiB of weights, and of output gradients 42 KiB, since longer lists make up for it. */
const nearRows = (32 * 1024) / (4 * block);
const nearGradients = (42 * 1024) / (4 * block);

/** Positions and channels that an item gathers for at most: for fewer the near rows are read from further away too often. */
const positionsAtOnce = 256;
const channelsAtOnce = 64;

/** For at most so many positions packed weights are kept as long as the weights live: to pack them takes about as long as to use them. */
const fewPositions = 256;

/** Shares of an input that may be other than 0 for a gather to be the faster way, by whether values are all 1. */
interface Crossover {
  readonly ones: number;
  readonly valued: number;
}

/** Measured at 128 … 512 channels: against packed products, and against Winograd's way. */
const [overProducts, overWinograd]: readonly [Crossover, Crossover] = [
  { ones: 0.9, valued: 0.7 },
  { ones: 0.22, valued: 0.16 },
];

/** What the kernels of events read behind the geometry, in the order of `assembly/rows.ts`; what a kernel has no use for is 0. */
const fields = [
  ...['starts', 'lists', 'entries', 'marks', 'valued', 'chunk', 'run', 'images', 'rows'],
  ...['gridHeight', 'gridWidth', 'gridTop', 'gridLeft', 'atOnce'],
] as const;
type EventFields = Partial<Record<(typeof fields)[number], number>>;

const describe = (geometry: Geometry, places: Fields, events: EventFields): readonly number[] => [
  ...geometry.describe(places),
  ...fields.map((field) => events[field] ?? 0),
];

/** Floats of scratch memory that are needed once it is known how many events there are. */
interface Room {
  readonly shared: number;
  /** Of each thread. */
  readonly own: number;
}

/** One of the two ways to read events. */
interface Way {
  /** Kernel that counts, of how many items, for how many lists. */
  readonly count: string;
  readonly items: number;
  readonly entries: number;
  /** What the kernels read, but for addresses. */
  readonly events: EventFields;
  /** Events that make as many sums as products would. */
  readonly full: number;
  readonly limits: Crossover;
  readonly room: Room;
}

/**
 * Counts events, and where they are few enough makes room for their lists and for all else, and runs `body` with the whole description. @returns
 * whether it did
 */
function whereSparse(
  machine: Machine,
  geometry: Geometry,
  places: Places,
  { count, items, entries, events, full, limits, room }: Way,
  body: (describeWith: (places: Fields) => readonly number[]) => void,
): boolean {
  const { samples, groups, channels, outputs, area } = geometry;
  return machine.withScratch([entries + 1 + items], (starts) => {
    const known = { ...events, starts: starts!, entries, marks: items };
    const words = describe(geometry, places, known);
    machine.run(count, words, items, samples * groups * channels * area);
    machine.run('startEvents', words, 1, 0);
    const [found, valued] = machine.words(starts! + 4 * entries, 2) as unknown as [number, number];
    // Sums are of whole blocks of outputs, full or not.
    const share = (found / full) * (whole(outputs, block) / outputs);
    if (share >= (valued === 1 ? limits.valued : limits.ones)) return false;
    const floats = Math.ceil((found * (valued === 1 ? eventBytes.valued : eventBytes.ones)) / 4);
    return machine.withScratch([floats, room.shared, room.own * machine.threads], (lists, shared, scratch) => {
      const own = { ...places, shared: shared!, scratch: scratch!, scratchBytes: 4 * room.own };
      body((more) => describe(geometry, { ...own, ...more }, { ...known, lists: lists!, valued }));
      return true;
    });
  });
}

/**
 * A convolution that reads only what is not 0: events are counted, listed by pixel, and rows of weights added for each. @returns whether it was
 * done; inputs that are too dense are left
 * @param weights what packed weights may be kept beside
 * @param hasWinograd whether the convolution could go by Winograd's way instead
 */
export function gatherConv2d(
  machine: Machine,
  geometry: Geometry,
  places: Places,
  weights: Block,
  hasWinograd: boolean,
): boolean {
  const { samples, groups, channels, outputs, area, positions, taps, work } = geometry;
  if (!isWorthLooking(machine, geometry)) return false;
  const { size: width, kernel, dilation } = geometry.axes[1];
  // Neighbouring taps read neighbouring lists: taken as one they are long enough even for few channels.
  const run = dilation === 1 && kernel * channels < 2 * nearRows ? kernel : 1;
  const most = Math.min(Math.floor(nearRows / run), Math.floor(mostRows / width));
  if (most < 1) return false;
  const chunks = Math.ceil(channels / most);
  const units = samples * groups * chunks;
  const blocks = groups * Math.ceil(outputs / block);
  const chunk = Math.ceil(channels / chunks);
  const atOnce = share(machine, samples * positions, blocks, positionsAtOnce);
  const way: Way = {
    count: 'countEvents',
    items: units * Math.ceil(area / band),
    entries: units * area,
    events: { chunk, run, atOnce },
    full: samples * groups * channels * area,
    limits: hasWinograd ? overWinograd : overProducts,
    room: { shared: 0, own: (atOnce + taps) * block },
  };
  return whereSparse(machine, geometry, places, way, (describeWith) => {
    const pack = (kept: number): void =>
      machine.run('packRows', describeWith({ kept }), blocks, groups * outputs * taps);
    const isKept = samples * positions <= fewPositions;
    const rows = isKept ? machine.keptBeside(weights, `rows ${chunk}`, blocks * block * taps, pack) : null;
    const words = describeWith({ kept: rows?.pointer ?? 0 });
    machine.run('listEvents', words, way.items, samples * groups * channels * area);
    machine.run('gatherEvents', words, blocks * Math.ceil((samples * positions) / atOnce), work);
  });
}

/** The weight gradient of an input that is mostly 0, in the same manner. */
export function gatherWeightGradient(
  machine: Machine,
  geometry: Geometry,
  places: Places,
  hasWinograd: boolean,
): boolean {
  const { samples, groups, channels, outputs, area, positions, window, work } = geometry;
  const [{ size: height }] = geometry.axes;
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
    items,
    entries: items * Math.ceil(height / rows),
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
    limits: hasWinograd ? overWinograd : overProducts,
    room: { shared: sheets * images * groups * blocks * grid * block, own: atOnce * window * block },
  };
  return whereSparse(machine, geometry, places, way, (describeWith) => {
    const words = describeWith({});
    machine.run('listPlaces', words, items, samples * groups * channels * area);
    machine.run('packRowsOfGradients', words, samples * groups * blocks, samples * groups * outputs * positions);
    machine.run('gatherGradients', words, groups * blocks * Math.ceil(channels / atOnce), work);
  });
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
const isWorthLooking = ({ dense }: Machine, { work, outputs }: Geometry): boolean =>
  !dense && work > 0 && 4 * outputs >= block;
