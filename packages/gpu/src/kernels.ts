import type { Kernels } from '@spikegrad/core';
import { channelAffine, channelNormGradient, channelStatistics } from './channels.js';
import { conv2d, conv2dInputGradient, conv2dWeightGradient } from './conv2d.js';
import type { Device, Slot } from './device.js';
import { elementwise } from './elementwise.js';
import { gather, scatterAdd } from './gather.js';
import { isTooLarge, onHost } from './host.js';
import { matmul } from './matmul.js';
import { concat, flip, pad, permute, slice } from './movement.js';
import { avgPool2d, avgPool2dGradient, maxPool2d, maxPool2dGradient } from './pool2d.js';
import { argmax, reduce } from './reduce.js';

/** Kernels over a device: the contract's calls with the device before them. */
type Plain = {
  readonly [Name in keyof Kernels]: (device: Device, call: Parameters<Kernels[Name]>[0]) => Slot | readonly Slot[];
};

const plain: Plain = {
  ...{ elementwise, reduce, argmax, matmul, permute, slice, pad, flip, concat, gather, scatterAdd },
  ...{ conv2d, conv2dInputGradient, conv2dWeightGradient },
  ...{ avgPool2d, avgPool2dGradient, maxPool2d, maxPool2dGradient },
  ...{ channelStatistics, channelAffine, channelNormGradient },
};

type Call = Parameters<Kernels[keyof Kernels]>[0];

/** Every kernel of the contract over one device, float32; handles are slots. */
export const kernelsOf = (device: Device): Kernels =>
  Object.fromEntries(
    (Object.entries(plain) as [keyof Kernels, (device: Device, call: Call) => unknown][]).map(([name, kernel]) => [
      name,
      (call: Call): unknown => {
        device.operation = 'program' in call ? call.program.name : name;
        return isTooLarge(device, call) ? onHost(device, name, call as never) : kernel(device, call);
      },
    ]),
  ) as unknown as Kernels;
