import { checkNoOthers, checkOptions, formatValue, Random, ValueError } from '@spikegrad/core';
import { checkBatch, type LearningRule } from './learningRule.js';
import type { OnlineOptions } from './online.js';
import { checkUpdate, learnStepwise } from './stepwise.js';

/** @see slttK */
export interface SLTTKOptions extends OnlineOptions {
  /** K, how many steps of a sequence are learned from. */
  readonly k: number;
  /** The generator of the steps, which are drawn for every sequence. */
  readonly random: Random;
}

/**
 * The online rule at K random steps of T. The others run forward off the tape: they carry membranes on and gather statistics, and
 * cost no backward pass. Every loss is still divided by T.
 *
 * Memory does not depend on T nor on K: one step.
 *
 * @see Meng et al., Towards Memory- and Time-Efficient Backpropagation for Training Spiking Neural Networks (ICCV 2023)
 * @throws ValueError for a K below 1, and when learning from sequences of fewer than K steps
 */
export function slttK(options: SLTTKOptions): LearningRule {
  const { k, random, update = 'accumulate', ...others } = checkOptions('slttK', options);
  checkNoOthers('slttK', others);
  checkUpdate('slttK', update);
  if (!(Number.isInteger(k) && k >= 1)) throw new ValueError('slttK', 'k as a whole number from 1 on', String(k));
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
