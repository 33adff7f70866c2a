import { describeGather } from './gatherFields.js';
import type { Geometry, Places } from './geometry.js';
import type { Machine } from '../machine/machine.js';

/** Bits that mark the non-zero values of an input. */
interface Masks {
  readonly masks: number;
  readonly bits: number;
  /** Their number, and whether any is not 1. */
  readonly found: number;
  readonly valued: boolean;
}

interface Look {
  readonly input: object;
  /** Whether the masks are kept with the input. Only a tensor that is freed explicitly may keep them. */
  readonly keep: boolean;
  readonly isSparse: (found: number, valued: boolean) => boolean;
}

/** Of so many items or more, one in `sampled` is looked at to see that an input is not sparse: a prime, so that these lie all over its planes. */
const [many, sampled] = [256, 17];

/**
 * Finds the non-zero values of an input, unless they are known already, and runs `body` if the input is sparse.
 * @returns the result of `body`, or false
 */
export function withMasks(
  machine: Machine,
  geometry: Geometry,
  places: Places,
  { input, keep, isSparse }: Look,
  body: (masks: Masks) => boolean,
): boolean {
  const { samples, groups, channels, area } = geometry;
  const { band, line, word } = machine.sizes.gather;
  const lines = Math.ceil(area / line);
  const units = samples * groups * Math.ceil(channels / word);
  const items = units * Math.ceil(area / band);
  const maskFloats = line * (1 + units * lines); // counts have their own cache line
  const floats = maskFloats + Math.ceil((samples * groups * channels * lines) / 2);

  const look = (at: number, every: number): void =>
    machine.withScratch([2 * items], (counts) => {
      const entries = Math.ceil(items / every);
      const events = { masks: at + 4 * line, bits: at + 4 * maskFloats, every, found: at, counts: counts!, entries };
      const words = describeGather(geometry, places, events);
      machine.run('maskEvents', words, entries, (samples * groups * channels * area) / every);
      machine.run('sumMasks', words, 1, 0);
    });
  const seenAt = (at: number): Masks => {
    const [found, odd] = machine.words(at, 2);
    return { masks: at + 4 * line, bits: at + 4 * maskFloats, found: found!, valued: odd === 1 };
  };
  // An input of which the sample has a quarter too many is hardly sparse all the same.
  const isHopeless = (at: number): boolean => {
    look(at, sampled);
    const { found, valued } = seenAt(at);
    return !isSparse(0.8 * sampled * found, valued);
  };
  const go = (at: number): boolean => {
    const masks = seenAt(at);
    return isSparse(masks.found, masks.valued) && body(masks);
  };

  const key = ['eventMasks', samples, groups, channels, area] as const;
  const known = machine.cache.find(input, key);
  if (known) return go(known.pointer);
  if (items >= many && machine.withScratch([floats], (at) => isHopeless(at!))) return false;
  const block = keep ? machine.cache.keep(input, key, floats, (at) => look(at, 1)) : null;
  if (block) return go(block.pointer);
  return machine.withScratch([floats], (at) => {
    look(at!, 1);
    return go(at!);
  });
}
