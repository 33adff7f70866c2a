import { cpu, mapKernels, sizeOf, type KernelName, type Kernels } from '@spikegrad/core';
import { channelAffine, channelNormGradient, channelStatistics } from './channels.js';
import { conv2d, conv2dInputGradient, conv2dWeightGradient } from './conv2d.js';
import type { Device, Slot } from '../device/device.js';
import { elementwise } from './elementwise.js';
import { gather, scatterAdd } from './gather.js';
import { runOnHost } from './runOnHost.js';
import { matmul } from './matmul.js';
import { concat, flip, pad, permute, slice } from './movement.js';
import { avgPool2d, avgPool2dGradient, maxPool2d, maxPool2dGradient } from './pool2d.js';
import { argmax, reduce } from './reduce.js';
import { rowOf } from './range.js';
import { maxArrays } from '../device/source.js';
import { operandsOf, split } from './split.js';

/** Kernels over a device: the contract's calls with the device before them. */
type Shaders = {
  readonly [Name in KernelName]?: (device: Device, call: Parameters<Kernels[Name]>[0]) => Slot | readonly Slot[];
};

/** A kernel without an entry is computed on the host. */
const shaders: Shaders = {
  ...{ elementwise, reduce, argmax, matmul, permute, slice, pad, flip, concat, gather, scatterAdd },
  ...{ conv2d, conv2dInputGradient, conv2dWeightGradient },
  ...{ avgPool2d, avgPool2dGradient, maxPool2d, maxPool2dGradient },
  ...{ channelStatistics, channelAffine, channelNormGradient },
};

type Call = Parameters<Kernels[keyof Kernels]>[0];
type Kernel = (device: Device, call: Call) => Slot | readonly Slot[];

/** Whether a kernel takes the tensors of a call though they are large, group by group. */
const splitsItself = (device: Device, name: keyof Kernels, call: Call): boolean =>
  (name === 'channelStatistics' || name === 'channelNormGradient') &&
  operandsOf(call).every((operand) => rowOf(operand) <= device.maxElements);

/** Whether a call has a tensor in which float32 cannot count places; more operands than a kernel takes count together. */
function isTooLarge(device: Device, call: Call): boolean {
  const sizes = operandsOf(call).map(({ shape }) => sizeOf(shape));
  const together = sizes.length > maxArrays ? sizes.reduce((sum, size) => sum + size, 0) : Math.max(0, ...sizes);
  return Math.max(together, 'shape' in call ? sizeOf(call.shape) : 0) > device.maxElements;
}

/** Every kernel of the contract over one device, float32; handles are slots. @param own what the device computes */
export const kernelsOf = (device: Device, own: Shaders = shaders): Kernels =>
  mapKernels(cpu().kernels, (_, name) => (call: Call): unknown => {
    device.operation = 'program' in call ? call.program.name : name;
    const kernel = own[name] as Kernel | undefined;
    if (kernel && (!isTooLarge(device, call) || splitsItself(device, name, call))) return kernel(device, call);
    return (kernel && split(device, name, call as never, kernel)) ?? runOnHost(device, name, call as never);
  });
