import { z } from 'zod';
import { below1, positive } from './numbers.js';

/** Options of every norm with running statistics. */
const running = {
  epsilon: positive.default(1e-4).describe('ε, added to variances'),
  momentum: below1.default(0.9).describe('Weight of the old running statistics'),
  flush: z
    .enum(['end', 'lazy'])
    .default('end')
    .describe('When running statistics are updated: at the end of a sequence, or with the next one'),
};

const osr = z.strictObject({
  name: z.literal('osr').default('osr').describe('Online spiking renormalization'),
  ...running,
  guardRatio: z
    .number()
    .gt(1)
    .nullable()
    .default(20)
    .describe('Steps whose deviation differs by more than this ratio use their own statistics; null: never'),
  gammaGradient: z.enum(['paper', 'official']).default('paper').describe("Formula of γ's gradient"),
});

const vanilla = z.strictObject({
  name: z.literal('vanilla').describe('Plain online batch normalisation'),
  ...running,
  averaging: z
    .enum(['sequence', 'step'])
    .default('sequence')
    .describe(
      'Running statistics are updated once per sequence, or at every step with momentum 1 − (1 − momentum)/steps',
    ),
});

const batchRenorm = z.strictObject({
  name: z.literal('batchRenorm').describe('Batch renormalisation'),
  ...running,
  maxRatio: z.number().min(1).default(3).describe('r_max, the limit of σ/σ̂'),
  maxShift: z.number().min(0).default(5).describe('d_max, the limit of (μ − μ̂)/σ̂'),
  warmUp: z
    .number()
    .int()
    .min(0)
    .default(40_000)
    .describe('Batches until both limits have their full value; the first eighth is plain batch normalisation'),
});

const plain = z.strictObject({
  name: z
    .enum(['linear', 'bntt', 'tdbn', 'tebn'])
    .describe(
      'linear: the linear ablation; bntt: one batch norm per step; tdbn: batch norm over time too; tebn: tdbn with a learned scale per step',
    ),
  ...running,
});

const none = z.strictObject({
  name: z.literal('none').describe('No norm, as networks with standardised weights need'),
});

/** The norm of every layer. */
export const norm = z.discriminatedUnion('name', [osr, vanilla, batchRenorm, plain, none]);

/** Norms with parameters or statistics for every step, which cannot be folded into a synapse. */
export const perStep: readonly z.infer<typeof norm>['name'][] = ['bntt', 'tebn'];
