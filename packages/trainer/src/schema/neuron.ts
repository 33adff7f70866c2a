import { z } from 'zod';
import { below1, positive } from './numbers.js';

const threshold = z.discriminatedUnion('name', [
  z.strictObject({
    name: z.literal('ots').default('ots').describe('Online threshold stabilizer'),
    initial: positive.default(1).describe('θ₀, the threshold until a neuron of the layer fires'),
    evaluation: z
      .enum(['running', 'dynamic', 'causal'])
      .default('running')
      .describe(
        'Thresholds in evaluation: running from training, dynamic from the test batch, or causal for each channel',
      ),
  }),
  z.strictObject({
    name: z.literal('fixed').describe('The same threshold at every step'),
    initial: positive.default(1).describe('θ'),
  }),
]);

/** Options of every neuron. */
const common = {
  reset: z.enum(['soft', 'hard']).default('soft').describe('Reset of the membrane after a spike'),
  surrogate: z
    .enum(['sigmoid', 'atan', 'triangle', 'rectangle', 'piecewiseExp', 'softSign', 'superSpike', 'erf'])
    .default('sigmoid')
    .describe('Surrogate derivative of a spike'),
  dropout: below1.default(0).describe('Probability that an output is silent for a sequence'),
  threshold: threshold.default({ name: 'ots', initial: 1, evaluation: 'running' }).describe('The threshold'),
};

const tau = z.number().min(1).default(2).describe('Membrane time constant, in steps');

/** The neuron of every layer. */
export const neuron = z.discriminatedUnion('name', [
  z.strictObject({ name: z.literal('lif').default('lif').describe('Leaky integrate-and-fire'), tau, ...common }),
  z.strictObject({ name: z.literal('if').describe('Integrate-and-fire, without a leak'), ...common }),
  z.strictObject({
    name: z.literal('parametricLif').describe('LIF that learns its time constant'),
    tau: z.number().gt(1).default(2).describe('Initial membrane time constant, in steps'),
    ...common,
  }),
  z.strictObject({
    name: z.literal('adaptiveLif').describe('LIF whose threshold increases with each of its spikes'),
    tau,
    adaptation: z.number().min(0).default(0.2).describe('How much a spike raises the threshold'),
    adaptationTau: z.number().min(1).default(4).describe('Time constant of the decay of the threshold, in steps'),
    ...common,
  }),
]);
