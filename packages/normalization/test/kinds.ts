import type { CreateOptions, Tensor } from '@spikegrad/core';
import { forwardSequence, type Module } from '@spikegrad/nn';
import {
  BatchRenorm,
  BNTT,
  LinearNorm,
  OSR,
  TdBN,
  TEBN,
  VanillaNorm,
  type Flush,
  type RunningNorm,
} from '../src/index.js';

interface Options extends Pick<CreateOptions, 'backend' | 'dtype'> {
  readonly momentum?: number;
  readonly flush?: Flush;
}

type Maker<Norm> = (channels: number, options?: Options) => Norm;

/** T of norms that have something for every step. */
export const steps = 3;

/** Norms that evaluate by one affine map. */
export const foldable: Readonly<Record<string, Maker<RunningNorm>>> = {
  OSR: (channels, options) => new OSR(channels, options),
  VanillaNorm: (channels, options) => new VanillaNorm(channels, options),
  'VanillaNorm by step': (channels, options) => new VanillaNorm(channels, { ...options, averaging: 'step' }),
  LinearNorm: (channels, options) => new LinearNorm(channels, options),
  BatchRenorm: (channels, options) => new BatchRenorm(channels, { ...options, warmUp: 2 }),
  TdBN: (channels, options) => new TdBN(channels, options),
};

/** Norms that a step of training is enough for. */
export const online: Readonly<Record<string, Maker<Module>>> = {
  ...Object.fromEntries(Object.entries(foldable).filter(([name]) => name !== 'TdBN')),
  BNTT: (channels, options) => new BNTT(channels, { ...options, steps }),
};

/** All norms. */
export const kinds: Readonly<Record<string, Maker<Module>>> = {
  ...online,
  TdBN: foldable['TdBN']!,
  TEBN: (channels, options) => new TEBN(channels, { ...options, steps }),
};

/** One training sequence of a model, all frames `[T, N, C, …]` in one call, and its gradients. */
export function learn(model: Module, frames: Tensor): Tensor {
  const y = forwardSequence(model, frames);
  y.mul(y).sum().backward();
  return y;
}
