import { sizeOf, type Kernels, type Pooling2d, type Shape } from '@spikegrad/core';
import { describePooling, type Pooling } from '../generated/descriptors.js';
import { addressOf, type Machine } from '../machine/machine.js';
import type { Block } from '../memory/allocator.js';

type Call<Name extends keyof Kernels> = Parameters<Kernels[Name]>[0];
type Name = 'avgPool2d' | 'avgPool2dGradient' | 'maxPool2d' | 'maxPool2dGradient';

/** Addresses of the output (or its gradient), the input, and the input's gradient. */
type Addresses = Pick<Pooling, 'y' | 'x' | 'dx'>;

function run(
  machine: Machine,
  name: Name,
  addresses: Addresses,
  x: Shape,
  y: Shape,
  { kernel, stride, padding }: Pooling2d,
): void {
  const [height, width, outputHeight, outputWidth] = [...x.slice(2), ...y.slice(2)] as [number, number, number, number];
  const words = describePooling({
    ...addresses,
    ...{ height, width, outputHeight, outputWidth, kernelHeight: kernel[0], kernelWidth: kernel[1] },
    ...{ strideY: stride[0], strideX: stride[1], paddingY: padding[0], paddingX: padding[1] },
  });
  machine.run(name, words, x[0]! * x[1]!, sizeOf(x) + sizeOf(y));
}

export function avgPool2d(machine: Machine, { x, shape, ...window }: Call<'avgPool2d'>): Block {
  const y = machine.allocate(shape);
  run(machine, 'avgPool2d', { y: y.pointer, x: addressOf(x) }, x.shape, shape, window);
  return y;
}

export function avgPool2dGradient(machine: Machine, { dy, shape, ...window }: Call<'avgPool2dGradient'>): Block {
  const dx = machine.allocate(shape);
  run(machine, 'avgPool2dGradient', { y: addressOf(dy), dx: dx.pointer }, shape, dy.shape, window);
  return dx;
}

export function maxPool2d(machine: Machine, { x, shape, ...window }: Call<'maxPool2d'>): Block {
  const y = machine.allocate(shape);
  run(machine, 'maxPool2d', { y: y.pointer, x: addressOf(x) }, x.shape, shape, window);
  return y;
}

export function maxPool2dGradient(machine: Machine, { x, dy, ...window }: Call<'maxPool2dGradient'>): Block {
  const dx = machine.allocate(x.shape);
  run(machine, 'maxPool2dGradient', { y: addressOf(dy), x: addressOf(x), dx: dx.pointer }, x.shape, dy.shape, window);
  return dx;
}
