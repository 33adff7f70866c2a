import { noGrad, scope, ValueError, type Tensor } from '@spikegrad/core';
import { sequence, type Trace } from '@spikegrad/nn';
import type { LearningRule } from '@spikegrad/online';

/** @see averagedTrace */
export interface AveragedTraceOptions {
  /** Weight of the past, from 0 to below 1. @defaultValue `0.5` */
  readonly decay?: number;
}

/**
 * A rule for one step at a time, whose weight gradients see `a[t] = d a[t−1] + (1 − d) s[t]` in place of the spikes, with `a[0] = s[0]`. With
 * `d = 0` it is the rule `online`.
 */
export function averagedTrace({ decay = 0.5 }: AveragedTraceOptions = {}): LearningRule {
  if (!(decay >= 0 && decay < 1))
    throw new ValueError('averagedTrace', 'a decay of at least 0 and below 1', String(decay));
  const trace: Trace = {
    next: (before, { spike }) => ({
      activity: before ? before.activity.mul(decay).add(spike.mul(1 - decay)) : spike.detach(),
    }),
  };
  return {
    name: 'averagedTrace',
    learn: ({ model, optimizer, steps, step, monitor = null }) =>
      scope(() => {
        optimizer.zeroGrad();
        const learn = (t: number): { readonly loss: Tensor; readonly logits: Tensor } => {
          const { loss, logits } = step(t);
          loss.div(steps).backward();
          return { loss, logits };
        };
        const results = sequence(model, steps, learn, { trace, monitor });
        optimizer.step();
        return noGrad(() => ({
          loss: total(results.map(({ loss }) => loss)).div(steps),
          logits: total(results.map(({ logits }) => logits)),
        }));
      }),
  };
}

const total = (values: readonly Tensor[]): Tensor => values.reduce((sum, value) => sum.add(value));
