import { ValueError } from '@spikegrad/core';

/** Computes the λ of a trace from that of the neuron. */
export type LeakOf = (own: number) => number;

/**
 * The λ of all traces of a batch: the given one, or the common one of all neurons.
 *
 * @returns a function for each batch, which throws ValueError for neurons whose leaks differ
 * @throws ValueError for a leak outside 0 to 1
 */
export function sharedLeak(rule: string, leak: number | undefined): () => LeakOf {
  if (leak !== undefined && !(leak >= 0 && leak <= 1)) throw new ValueError(rule, 'a leak from 0 to 1', String(leak));
  return () => {
    let shared = leak;
    return (own) => {
      shared ??= own;
      if (leak === undefined && own !== shared)
        throw new ValueError(rule, `one leak in all neurons (${shared}), or the option leak`, String(own));
      return shared;
    };
  };
}
