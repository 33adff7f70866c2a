import { ValueError } from '@spikegrad/core';
import type { Module } from '@spikegrad/nn';

/** Options of norms with parameters for every step. */
export interface StepsOption {
  /** T, the number of steps with parameters. A later step fails in training; evaluation uses the last. */
  readonly steps: number;
}

export function checkSteps(who: string, steps: number): void {
  if (!(Number.isInteger(steps) && steps >= 1))
    throw new ValueError(who, 'a whole number of steps, at least 1', String(steps));
}

/** The index for step `t` of a norm with `steps` steps. @throws ValueError for a later step in training */
export function placeOf({ training, constructor: { name } }: Module, t: number, steps: number): number {
  if (training && t >= steps)
    throw new ValueError(name, `training sequences of at most ${steps} steps`, `step ${t + 1}`);
  return Math.min(t, steps - 1);
}
