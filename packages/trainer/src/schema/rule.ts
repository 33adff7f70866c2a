import { z } from 'zod';
import { count } from './numbers.js';

const update = z
  .enum(['accumulate', 'online'])
  .default('accumulate')
  .describe('Parameters move once a sequence, or at every step that is learned from');

const leak = z
  .number()
  .min(0)
  .max(1)
  .nullable()
  .default(null)
  .describe('What is left of a trace a step later; null for what is left of membranes');

/** The learning rule. */
export const rule = z.discriminatedUnion('name', [
  z.strictObject({ name: z.literal('online').default('online').describe('Each step learns alone'), update }),
  z.strictObject({ name: z.literal('ottt').describe('With traces of spikes'), update, leak }),
  z.strictObject({
    name: z.literal('ndot').describe('With traces that decay as membranes do'),
    update,
    leak,
    variant: z.enum(['paper', 'official']).default('paper').describe('Formula of the decay'),
  }),
  z.strictObject({
    name: z.literal('slttK').describe('Each of K random steps learns alone, the others run forward'),
    update,
    k: count.default(1).describe('K, steps of a sequence that are learned from'),
  }),
  z.strictObject({ name: z.literal('bptt').describe('Through time; memory grows with the steps') }),
]);
