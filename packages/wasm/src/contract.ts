import { mapKernels, type Handle, type Kernels } from '@spikegrad/core';
import { channelAffine, channelNormGradient, channelStatistics, knownSum } from './tensor/channels.js';
import { conv2d, conv2dInputGradient, conv2dWeightGradient } from './conv/conv2d.js';
import { elementwise } from './tensor/elementwise.js';
import type { Machine } from './machine/machine.js';
import { matmul } from './tensor/matmul.js';
import { concat, flip, gather, pad, permute, scatterAdd, slice } from './tensor/movement.js';
import { avgPool2d, avgPool2dGradient, maxPool2d, maxPool2dGradient } from './tensor/pool2d.js';
import { reduce } from './tensor/reduce.js';

/** Kernels over a machine: the contract's calls with the machine before them. */
type Plain = {
  readonly [Name in keyof Kernels]: (
    machine: Machine,
    call: Parameters<Kernels[Name]>[0],
  ) => Handle | readonly Handle[];
};

const plain: Plain = {
  elementwise,
  reduce: (machine, call) =>
    call.kind === 'sum' ? sum(machine, call) : reduce(machine, 'maxMiddle', call.x, call.axes),
  argmax: (machine, { x, axis }) => reduce(machine, 'argmaxMiddle', x, [axis]),
  ...{ matmul, permute, slice, pad, flip, concat, gather, scatterAdd },
  ...{ conv2d, conv2dInputGradient, conv2dWeightGradient },
  ...{ avgPool2d, avgPool2dGradient, maxPool2d, maxPool2dGradient },
  ...{ channelStatistics, channelAffine, channelNormGradient },
};

const sum: Plain['reduce'] = (machine, call) =>
  knownSum(machine, call) ?? reduce(machine, 'sumMiddle', call.x, call.axes);

/** Every kernel of the contract over one machine, float32; handles are blocks of its memory, or deferred. */
export const kernelsOf = (machine: Machine): Kernels => mapKernels(plain, (kernel) => (call) => kernel(machine, call));
