import { checkNoOthers, ValueError } from '@spikegrad/core';
import { powersOf } from './powersOf.js';

/** The learning rate at a time, counted in epochs or steps from 0. Fractions are allowed. */
export type Schedule = (moment: number) => number;

/** `floor + ½ · (initial − floor) · (1 + cos(π · moment / length))`, and `floor` from `length` on. */
export function cosine({
  initial,
  length,
  floor = 0,
  ...others
}: {
  initial: number;
  length: number;
  floor?: number;
}): Schedule {
  checkNoOthers('cosine', others);
  checkLength('cosine', length);
  checkRate('cosine', initial);
  checkRate('cosine', floor);
  return (moment) => floor + ((initial - floor) * (1 + Math.cos((Math.PI * Math.min(moment, length)) / length))) / 2;
}

/** `initial · factor^⌊moment / every⌋`. */
export function stepDecay({
  initial,
  every,
  factor = 0.1,
  ...others
}: {
  initial: number;
  every: number;
  factor?: number;
}): Schedule {
  checkNoOthers('stepDecay', others);
  checkLength('stepDecay', every);
  checkRate('stepDecay', initial);
  checkRate('stepDecay', factor);
  const power = powersOf(factor);
  return (moment) => initial * power(Math.floor(moment / every));
}

/** Rises linearly from `from` to the first value of `schedule`, then follows it. @defaultValue `from = 0` */
export function warmUp(
  schedule: Schedule,
  { length, from = 0, ...others }: { length: number; from?: number },
): Schedule {
  checkNoOthers('warmUp', others);
  checkLength('warmUp', length);
  checkRate('warmUp', from);
  return (moment) => (moment < length ? from + ((schedule(0) - from) * moment) / length : schedule(moment - length));
}

function checkLength(who: string, value: number): void {
  if (!(value > 0 && value < Infinity)) throw new ValueError(who, 'a length above 0', String(value));
}

function checkRate(who: string, value: number): void {
  if (!(value >= 0 && value < Infinity)) throw new ValueError(who, 'rates and factors of at least 0', String(value));
}
