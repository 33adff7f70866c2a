import { ValueError } from '@spikegrad/core';

/** The learning rate at a moment, counted in epochs or steps from 0; fractions are legal. */
export type Schedule = (moment: number) => number;

/** `½ · initial · (1 + cos(π · moment / length))`, and `floor` at the end. */
export function cosine({ initial, length, floor = 0 }: { initial: number; length: number; floor?: number }): Schedule {
  if (!(length > 0)) throw new ValueError('cosine', 'a length above 0', String(length));
  return (moment) => floor + ((initial - floor) * (1 + Math.cos((Math.PI * Math.min(moment, length)) / length))) / 2;
}

/** Multiplied by `factor` every `every`. */
export function stepDecay({
  initial,
  every,
  factor = 0.1,
}: {
  initial: number;
  every: number;
  factor?: number;
}): Schedule {
  if (!(every > 0)) throw new ValueError('stepDecay', 'an interval above 0', String(every));
  return (moment) => initial * factor ** Math.floor(moment / every);
}

/** Rises in a straight line from `from` to what `schedule` begins with, then follows it. @defaultValue `from = 0` */
export function warmUp(schedule: Schedule, { length, from = 0 }: { length: number; from?: number }): Schedule {
  if (!(length > 0)) throw new ValueError('warmUp', 'a length above 0', String(length));
  return (moment) => (moment < length ? from + ((schedule(0) - from) * moment) / length : schedule(moment - length));
}
