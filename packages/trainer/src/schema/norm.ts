import { z } from 'zod';
import { below1, positive } from './numbers.js';

/** What every norm with running statistics takes. */
const running = {
  epsilon: positive.default(1e-4).describe('ε, which is added to variances'),
  momentum: below1.default(0.9).describe('Weight of the old running statistics'),
  flush: z.enum(['end', 'lazy']).default('end').describe('When a sequence moves the running statistics'),
};

const osr = z.strictObject({
  name: z.literal('osr').default('osr').describe('Online spiking renormalization'),
  ...running,
  guardRatio: z
    .number()
    .gt(1)
    .nullable()
    .default(20)
    .describe('Steps this far from the running deviation use their own; null never'),
  gammaGradient: z.enum(['paper', 'official']).default('paper').describe("Formula of γ's gradient"),
});

const vanilla = z.strictObject({
  name: z.literal('vanilla').describe('Plain online batch normalisation'),
  ...running,
  averaging: z
    .enum(['sequence', 'step'])
    .default('sequence')
    .describe(
      'Running statistics are averaged once a sequence, or at every step with momentum 1 − (1 − momentum)/steps',
    ),
});

const batchRenorm = z.strictObject({
  name: z.literal('batchRenorm').describe('Batch renormalisation'),
  ...running,
  maxRatio: z.number().min(1).default(3).describe('r_max, how far σ/σ̂ counts at most'),
  maxShift: z.number().min(0).default(5).describe('d_max, how far (μ − μ̂)/σ̂ counts at most'),
  warmUp: z
    .number()
    .int()
    .min(0)
    .default(40_000)
    .describe('Batches until both limits are open; the first eighth is plain batch normalisation'),
});

const plain = z.strictObject({
  name: z
    .enum(['linear', 'bntt', 'tdbn', 'tebn'])
    .describe('The linear ablation; a batch norm a step; batch norm over time too; that with a learned scale a step'),
  ...running,
});

const none = z.strictObject({
  name: z.literal('none').describe('No norm at all: what networks of standardised weights need'),
});

/** The norm of every layer. */
export const norm = z.discriminatedUnion('name', [osr, vanilla, batchRenorm, plain, none]);

/** Norms that have something for every step, and are no one map that folds into a synapse. */
export const perStep: readonly z.infer<typeof norm>['name'][] = ['bntt', 'tebn'];
