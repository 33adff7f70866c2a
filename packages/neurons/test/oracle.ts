import { slopesOf } from '@spikegrad/testing';
import type { Reset } from '../src/index.js';

export interface Setting {
  readonly leak: number;
  readonly reset: Reset;
  readonly threshold: number;
  readonly throughTime: boolean;
  /** β and 1 − 1/τₐ of an adaptive neuron. @defaultValue a threshold that stays */
  readonly adaptation?: { readonly step: number; readonly leak: number };
}

export interface Course {
  readonly spikes: readonly number[];
  /** `Σ_t weight_t · ∂s_t/∂x_j`, with surrogate slopes (sigmoid 4), step by step. */
  readonly inputs: readonly number[];
  /** `Σ_t weight_t · ∂s_t/∂λ`. */
  readonly leak: number;
}

/**
 * One neuron over time in plain numbers, with its derivatives in forward mode: an implementation that is independent of
 * the tape.
 */
export function course(
  xs: readonly number[],
  weights: readonly number[],
  slope: (x: number) => number,
  { leak, reset, threshold, throughTime, adaptation = { step: 0, leak: 0 } }: Setting,
): Course {
  // Each with its derivatives: by every input, and last by λ.
  let [v, a] = [0, 0];
  let [dv, da]: (readonly number[])[] = [[...xs, 0].map(() => 0), [...xs, 0].map(() => 0)];
  const total = [...xs, 0].map(() => 0);
  const spikes: number[] = [];
  xs.forEach((x, t) => {
    const u = leak * v + x;
    const du = dv!.map((each, j) => leak * each + Number(j === t) + (j === xs.length ? v : 0));
    const theta = threshold + a;
    const spike = Number(u >= theta);
    const ds = du.map((each, j) => slope(u - theta) * (each - da![j]!));
    ds.forEach((each, j) => (total[j]! += weights[t]! * each));
    const kept = reset === 'hard' ? 1 - spike : 1;
    v = reset === 'hard' ? u * kept : u - spike * theta;
    a = adaptation.leak * a + adaptation.step * spike;
    dv = du.map((each) => (throughTime ? kept * each : 0));
    da = da!.map((each, j) => (throughTime ? adaptation.leak * each + adaptation.step * ds[j]! : 0));
    spikes.push(spike);
  });
  return { spikes, inputs: total.slice(0, -1), leak: total.at(-1)! };
}

/** A surrogate's slope at one number. */
export const slopeOf = (surrogate: Parameters<typeof slopesOf>[0]) => (x: number) => slopesOf(surrogate, [x])[0]!;
