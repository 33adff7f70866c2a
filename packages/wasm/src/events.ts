import type { Geometry, Places } from './geometry.js';
import type { Machine } from './machine.js';
import { band, block, channelsAtOnce, panel } from './sizes.js';
import { whole } from './whole.js';

/** Bytes of an event, by whether values are all 1. */
const eventBytes = { ones: 2, valued: 8 } as const;

/** Planes with more places cannot be listed in two bytes each. */
const largestPlane = 65536;

/** Shares of an input that may be other than 0 for a gather to be the faster way, by whether values are all 1. */
interface Crossover {
  readonly ones: number;
  readonly valued: number;
}

/** Measured at 128 … 512 channels: against packed products, and against Winograd's way. */
const [overProducts, overWinograd]: readonly [Crossover, Crossover] = [
  { ones: 0.9, valued: 0.7 },
  { ones: 0.3, valued: 0.2 },
];

/** Whether so many events are few enough, blocks of outputs being filled as they are. */
function isSparse(
  { outputs, samples, groups, channels, area }: Geometry,
  events: number,
  valued: boolean,
  limits: Crossover,
): boolean {
  const share = events / (samples * groups * channels * area);
  return share * (whole(outputs, block) / outputs) < (valued ? limits.valued : limits.ones);
}

/**
 * A convolution that reads only what is not 0: events are counted, listed by pixel, and rows of weights added for each. @returns whether it was
 * done; inputs that are too dense are left
 * @param hasWinograd whether the convolution could go by Winograd's way instead
 */
export function gatherConv2d(machine: Machine, geometry: Geometry, places: Places, hasWinograd: boolean): boolean {
  const { samples, groups, channels, outputs, area, positions, window, taps, work } = geometry;
  if (!isWorthLooking(geometry)) return false;
  const images = samples * groups;
  const bands = images * Math.ceil(area / band);
  const blocks = groups * Math.ceil(outputs / block);
  const table = window * whole(positions, panel);
  return machine.withScratch([images * area + 2 + bands, table], (starts, targets) => {
    const head = { ...places, starts: starts!, places: targets! };
    const size = images * channels * area;
    machine.run('countEvents', geometry.describe(head), bands, size);
    machine.run('startEvents', geometry.describe(head), 1, 0);
    const found = machine.words(starts! + 4 * images * area, 2);
    const [events, odd] = [found[0]!, found[1]!];
    if (!isSparse(geometry, events, odd === 1, hasWinograd ? overWinograd : overProducts)) return false;
    const floats = [
      blocks * taps * block,
      Math.ceil(((events + 1) * (odd === 1 ? eventBytes.valued : eventBytes.ones)) / 4),
      band * block * machine.threads,
    ];
    return machine.withScratch(floats, (shared, lists, scratch) => {
      const own = { shared: shared!, lists: lists!, scratch: scratch!, scratchBytes: 4 * band * block };
      const words = geometry.describe({ ...head, ...own, valued: odd });
      machine.run('placeTaps', words, window, 0);
      machine.run('listEvents', words, bands, size);
      machine.run('packRowsOfWeights', words, (blocks * block) / 4, groups * outputs * taps);
      machine.run('gatherEvents', words, images * Math.ceil(outputs / block) * Math.ceil(positions / band), work);
      return true;
    });
  });
}

/** The weight gradient of an input that is mostly 0. @returns whether it was done */
export function gatherWeightGradient(machine: Machine, geometry: Geometry, places: Places): boolean {
  const { samples, groups, channels, outputs, area, positions, window, work } = geometry;
  if (!isWorthLooking(geometry) || area > largestPlane) return false;
  const images = samples * groups;
  const planes = images * channels;
  return machine.withScratch([2 * planes, (planes * area) / 2 + 1], (starts, lists) => {
    const head = { ...places, starts: starts!, lists: lists! };
    machine.run('listPlaces', geometry.describe(head), planes, planes * area);
    const found = machine.words(starts!, 2 * planes);
    let [events, odd] = [0, 0];
    for (let plane = 0; plane < planes; plane++) {
      events += found[plane]!;
      odd |= found[planes + plane]!;
    }
    if (!isSparse(geometry, events, odd === 1, overProducts)) return false;
    const blocks = Math.ceil(outputs / block);
    const own = channelsAtOnce * (window * block + 1);
    const floats = [images * blocks * positions * block, window * area, own * machine.threads];
    return machine.withScratch(floats, (shared, targets, scratch) => {
      const rest = { shared: shared!, places: targets!, scratch: scratch!, scratchBytes: 4 * own, valued: odd };
      const words = geometry.describe({ ...head, ...rest });
      machine.run('targetPlaces', words, window, 0);
      machine.run('packRowsOfGradients', words, images * blocks, images * outputs * positions);
      machine.run('gatherGradients', words, groups * blocks * Math.ceil(channels / channelsAtOnce), work);
      return true;
    });
  });
}

/** Rows that would be mostly padding are better done at once. */
const isWorthLooking = ({ work, outputs }: Geometry): boolean => work > 0 && 4 * outputs >= block;
