import type { Module } from '@spikegrad/nn';
import { BatchRenorm, LinearNorm, OSR, VanillaNorm } from '@spikegrad/normalization';
import fc from 'fast-check';
import { construct, type Factory } from './factory.js';

/** Makes the factory of a norm for so many channels; `null` for a network without norms. */
export type NormOf = ((channels: number) => Factory<Module>) | null;

const dtype = 'float64';

/** No norm, and the norms that learn step by step whatever T is: `OSR`, `VanillaNorm`, `LinearNorm` and `BatchRenorm`, in float64. */
export const norms = (): fc.Arbitrary<NormOf> =>
  fc.constantFrom<NormOf[]>(
    null,
    (channels) => construct(OSR, channels, { dtype }),
    (channels) => construct(VanillaNorm, channels, { dtype }),
    (channels) => construct(LinearNorm, channels, { dtype }),
    (channels) => construct(BatchRenorm, channels, { dtype }),
  );
