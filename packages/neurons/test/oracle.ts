import type { Reset } from '../src/index.js';
import { slopesOf } from './double.js';

export interface Setting {
  readonly leak: number;
  readonly reset: Reset;
  readonly threshold: number;
  readonly throughTime: boolean;
}

export interface Course {
  readonly spikes: readonly number[];
  /** `Σ_t weight_t · ∂s_t/∂x_j`, with surrogate slopes (sigmoid 4), step by step. */
  readonly inputs: readonly number[];
  /** `Σ_t weight_t · ∂s_t/∂λ`. */
  readonly leak: number;
}

/**
 * One neuron over time in plain numbers, its derivatives carried forward beside it: an implementation that shares nothing with
 * the tape.
 */
export function course(
  xs: readonly number[],
  weights: readonly number[],
  slope: (x: number) => number,
  { leak, reset, threshold, throughTime }: Setting,
): Course {
  let v = 0;
  let dv: readonly number[] = xs.map(() => 0); // by each input
  let dvByLeak = 0;
  const inputs = xs.map(() => 0);
  const spikes: number[] = [];
  let byLeak = 0;
  xs.forEach((x, t) => {
    const u = leak * v + x;
    const du = dv.map((each, j) => (throughTime ? leak * each : 0) + (j === t ? 1 : 0));
    const duByLeak = v + (throughTime ? leak * dvByLeak : 0);
    const spike = Number(u >= threshold);
    const flowing = weights[t]! * slope(u - threshold);
    du.forEach((each, j) => (inputs[j]! += flowing * each));
    byLeak += flowing * duByLeak;
    const kept = reset === 'hard' ? 1 - spike : 1;
    v = reset === 'hard' ? u * kept : u - spike * threshold;
    dv = du.map((each) => kept * each);
    dvByLeak = kept * duByLeak;
    spikes.push(spike);
  });
  return { spikes, inputs, leak: byLeak };
}

/** A surrogate's slope at one number. */
export const slopeOf = (surrogate: Parameters<typeof slopesOf>[0]) => (x: number) => slopesOf(surrogate, [x])[0]!;
