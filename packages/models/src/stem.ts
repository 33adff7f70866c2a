import type { AvgPool2d, Conv2d, MaxPool2d } from '@spikegrad/nn';
import type { ResolvedOptions } from './networkOptions.js';
import { convolution } from './synapses.js';

/** The first convolution. */
export const stemConvolution = (plan: ResolvedOptions, outputs: number, make = convolution): Conv2d =>
  plan.stem === 'imagenet' ? make(plan, plan.channels, outputs, 7, 2) : make(plan, plan.channels, outputs, 3);

/** The pooling after the first layer, or none. */
export const stemPool = <Pool extends typeof AvgPool2d | typeof MaxPool2d>(
  { stem }: ResolvedOptions,
  Pool: Pool,
): readonly InstanceType<Pool>[] =>
  stem === 'imagenet' ? [new Pool(3, { stride: 2, padding: 1 }) as InstanceType<Pool>] : [];
