import { z } from 'zod';
import { count } from './numbers.js';

const update = z
  .enum(['accumulate', 'online'])
  .default('accumulate')
  .describe('accumulate: one optimizer step per sequence; online: one at every time step that is learned from');

const leak = z
  .number()
  .min(0)
  .max(1)
  .nullable()
  .default(null)
  .describe('Decay of a trace per step; null for the decay of membranes');

/** The learning rule. */
export const rule = z.discriminatedUnion('name', [
  z.strictObject({ name: z.literal('online').default('online').describe('Gradients of each step alone'), update }),
  z.strictObject({ name: z.literal('ottt').describe('OTTT, with traces of spikes'), update, leak }),
  z.strictObject({
    name: z.literal('ndot').describe('NDOT, with traces that decay as membranes do'),
    update,
    leak,
    variant: z.enum(['paper', 'official']).default('paper').describe('Formula of the decay'),
  }),
  z.strictObject({
    name: z.literal('slttK').describe('SLTT-K: gradients of K random steps, the others run forward only'),
    update,
    k: count.default(1).describe('K, the number of steps with gradients'),
  }),
  z.strictObject({ name: z.literal('bptt').describe('Backpropagation through time; memory grows with the steps') }),
]);
