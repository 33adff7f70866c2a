import { checkNoOthers, checkOptions, elementwise } from '@spikegrad/core';
import type { Trace } from '@spikegrad/nn';
import type { LearningRule } from './learningRule.js';
import { sharedLeak, type LeakOf } from './sharedLeak.js';
import { checkUpdate, learnStepwise, type Update } from './stepwise.js';

/** @see ottt */
export interface OTTTOptions {
  /**
   * `'accumulate'` updates parameters once per sequence (OTTT_A), `'online'` after every step (OTTT_O). @defaultValue
   * `'accumulate'`
   */
  readonly update?: Update;
  /** λ of the trace, from 0 to 1. @defaultValue the common leak of all neurons */
  readonly leak?: number;
}

const next = elementwise('ottt trace', ['trace', 'spike'], ['leak'], ({ trace, spike, leak }) =>
  leak.mul(trace).add(spike),
);

/**
 * Online training through time. The weight gradient of every synapse but the first uses the trace `â[t] = λ â[t−1] +
 * s[t]` of its input instead of the input. Gradients of the layer below and of biases do not change.
 *
 * The trace is computed at the output of the neuron. One λ is used for the whole network, so neurons with different
 * leaks need `leak`.
 *
 * Memory does not depend on T: one step, and the traces of this step and the last, two numbers per neuron.
 *
 * @see Xiao et al., Online Training Through Time for Spiking Neural Networks (NeurIPS 2022)
 * @throws ValueError for a leak outside 0 to 1, and in training for neurons whose leaks differ or are learned
 */
export function ottt(options: OTTTOptions = {}): LearningRule {
  const { update = 'accumulate', leak, ...others } = checkOptions('ottt', options);
  checkNoOthers('ottt', others);
  checkUpdate('ottt', update);
  const leakOfBatch = sharedLeak('ottt', leak);
  return {
    name: 'ottt',
    learn: (given) => learnStepwise(given, { rule: 'ottt', update, trace: leakyTrace(leakOfBatch()) }),
  };
}

const leakyTrace = (leakOf: LeakOf): Trace => ({
  next: (before, { spike, leak: own }) => {
    const leak = leakOf(own);
    return { activity: before ? next({ trace: before.activity, spike }, { leak }) : spike.detach() };
  },
});
