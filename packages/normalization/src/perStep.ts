import { ValueError } from '@spikegrad/core';
import type { Module } from '@spikegrad/nn';

/** What norms with something of their own for every step take. */
export interface StepsOption {
  /** T, how many steps there is something for. Steps beyond it are refused in training; evaluation takes the last. */
  readonly steps: number;
}

export function checkSteps(who: string, steps: number): void {
  if (!(Number.isInteger(steps) && steps >= 1))
    throw new ValueError(who, 'a whole number of steps, at least 1', String(steps));
}

/** Whose turn it is at step `t` of a norm for `steps` steps. @throws ValueError beyond them in training */
export function placeOf({ training, constructor: { name } }: Module, t: number, steps: number): number {
  if (training && t >= steps)
    throw new ValueError(name, `training sequences of at most ${steps} steps`, `step ${t + 1}`);
  return Math.min(t, steps - 1);
}
