import { checkNoOthers, checkOptions, formatValue, Random, ValueError } from '@spikegrad/core';
import { checkBatch, type LearningRule } from './learningRule.js';
import type { OnlineOptions } from './online.js';
import { checkUpdate, learnStepwise } from './stepwise.js';

/** @see slttK */
export interface SLTTKOptions extends OnlineOptions {
  /** K, the number of steps with a backward pass. */
  readonly k: number;
  /** The generator that draws the steps of every sequence. */
  readonly random: Random;
}

/**
 * The online rule at K random steps of T. The other steps run forward without recording: they update membranes and
 * statistics, and have no backward pass. Every loss is still divided by T.
 *
 * Memory does not depend on T or K: one step.
 *
 * @see Meng et al., Towards Memory- and Time-Efficient Backpropagation for Training Spiking Neural Networks (ICCV 2023)
 * @throws ValueError for a K below 1, and in training for sequences of fewer than K steps
 */
export function slttK(options: SLTTKOptions): LearningRule {
  const { k, random, update = 'accumulate', ...others } = checkOptions('slttK', options);
  checkNoOthers('slttK', others);
  checkUpdate('slttK', update);
  if (!(Number.isInteger(k) && k >= 1)) throw new ValueError('slttK', 'k as a whole number of at least 1', String(k));
  if (!(random instanceof Random)) throw new ValueError('slttK', 'random, such as new Random(1)', formatValue(random));
  return {
    name: 'slttK',
    learn: (batch) => {
      checkBatch('slttK', batch);
      if (k > batch.steps) throw new ValueError('slttK', `sequences of at least ${k} steps`, String(batch.steps));
      const chosen = new Set(random.permutation(batch.steps).subarray(0, k));
      return learnStepwise(batch, { rule: 'slttK', update, learnsAt: (t) => chosen.has(t) });
    },
  };
}
