import { sizeOf, type Convolution2d, type Kernels, type Operand, type Pooling2d, type Shape } from '@spikegrad/core';
import { elementwise } from './elementwise.js';
import { at, type Machine } from './machine.js';
import type { Block } from './pool.js';

type Call<Name extends keyof Kernels> = Parameters<Kernels[Name]>[0];

/** What these kernels give; `wasm.ts` hands it on as handles. */
type Plain = { readonly [Name in keyof Kernels]: (call: Call<Name>) => Block | readonly Block[] };

/** Rounds up to whole panels. */
const panels = (count: number, width: number): number => Math.ceil(count / width) * width;

const stridesOf = (shape: Shape): number[] => shape.map((_, axis) => 4 * sizeOf(shape.slice(axis + 1)));

/** Every kernel of the contract over one machine, float32. */
export function kernelsOf(machine: Machine): Plain {
  const { exports: kernel } = machine;

  const strided = (
    name: 'readStrided' | 'writeStrided',
    y: number,
    x: number,
    lengths: Shape,
    strides: readonly number[],
  ): void => {
    if (sizeOf(lengths) === 0) return;
    const whole = lengths.length > 0 ? lengths : [1];
    const words = machine.describe([...whole, ...(lengths.length > 0 ? strides : [4])]);
    const rank = whole.length;
    kernel[name]!(y, x, sizeOf(whole), rank, words, words + 4 * rank, words + 8 * rank);
  };

  const read = (x: Operand, shape: Shape, strides: readonly number[], offset: number): Block => {
    const y = machine.allocate(shape);
    strided('readStrided', y.pointer, at(x) + offset, shape, strides);
    return y;
  };

  /** Brings the reduced axes to the middle of `[outer, length, inner]`, by a copy where they stand elsewhere. */
  const middle = (
    x: Operand,
    axes: readonly number[],
    run: (from: number, outer: number, length: number, inner: number) => void,
  ): void => {
    const adjacent = axes.every((axis, i) => i === 0 || axis === axes[i - 1]! + 1);
    const length = sizeOf(axes.map((axis) => x.shape[axis]!));
    if (adjacent) {
      run(at(x), sizeOf(x.shape.slice(0, axes[0])), length, sizeOf(x.shape.slice(axes.at(-1)! + 1)));
      return;
    }
    const kept = x.shape.map((_, axis) => axis).filter((axis) => !axes.includes(axis));
    const order = [...kept, ...axes];
    const strides = stridesOf(x.shape);
    const moved = read(
      x,
      order.map((axis) => x.shape[axis]!),
      order.map((axis) => strides[axis]!),
      0,
    );
    run(moved.pointer, sizeOf(kept.map((axis) => x.shape[axis]!)), length, 1);
    machine.pool.release(moved);
  };

  const reduced = (name: string, x: Operand, axes: readonly number[]): Block => {
    const y = machine.allocate(x.shape.filter((_, axis) => !axes.includes(axis)));
    middle(x, axes, (from, outer, length, inner) => kernel[name]!(y.pointer, from, 0, outer, length, inner));
    return y;
  };

  const describeConvolution = (
    x: Shape,
    w: Shape,
    y: Shape,
    { groups, stride, padding, dilation }: Convolution2d,
  ): number =>
    machine.describe([
      x[0]!,
      groups,
      w[1]!,
      w[0]! / groups,
      x[2]!,
      x[3]!,
      w[2]!,
      w[3]!,
      y[2]!,
      y[3]!,
      ...stride,
      ...padding,
      ...dilation,
    ]);

  const describePool = (x: Shape, y: Shape, { kernel: size, stride, padding }: Pooling2d): number =>
    machine.describe([x[0]! * x[1]!, x[2]!, x[3]!, y[2]!, y[3]!, ...size, ...stride, ...padding]);

  const runOf = (x: Operand): number => sizeOf(x.shape.slice(2));

  return {
    elementwise: (call) => elementwise(machine, call),
    reduce: ({ kind, x, axes }) => reduced(kind === 'sum' ? 'sumMiddle' : 'maxMiddle', x, axes),
    argmax: ({ x, axis }) => reduced('argmaxMiddle', x, [axis]),
    matmul: ({ a, b, transposeA, transposeB, shape }) => {
      const [batch, m, n] = shape as readonly [number, number, number];
      const k = a.shape[transposeA ? 1 : 2]!;
      const y = machine.allocate(shape);
      machine.withScratch([panels(m, 4) * k, panels(n, 8) * k], (rows, columns) => {
        for (let i = 0; i < batch; i++) {
          const left = at(a) + (a.shape[0] === 1 ? 0 : 4 * i * m * k);
          const right = at(b) + (b.shape[0] === 1 ? 0 : 4 * i * k * n);
          kernel['packRows']!(rows, left, m, k, transposeA ? 4 : 4 * k, transposeA ? 4 * m : 4);
          if (transposeB) kernel['packRowsAsColumns']!(columns, right, k, n);
          else kernel['packColumnsOf']!(columns, right, k, n, 4 * n);
          kernel['multiply']!(y.pointer + 4 * i * m * n, 4 * n, rows, columns, m, n, k, 0);
        }
      });
      return y;
    },
    permute: ({ x, order, shape }) => {
      const strides = stridesOf(x.shape);
      return read(
        x,
        shape,
        order.map((axis) => strides[axis]!),
        0,
      );
    },
    slice: ({ x, begin, shape }) => {
      const strides = stridesOf(x.shape);
      return read(
        x,
        shape,
        strides,
        begin.reduce((offset, place, axis) => offset + place * strides[axis]!, 0),
      );
    },
    flip: ({ x, axes }) => {
      const strides = stridesOf(x.shape);
      const offset = axes.reduce((sum, axis) => sum + (x.shape[axis]! - 1) * strides[axis]!, 0);
      return read(
        x,
        x.shape,
        strides.map((stride, axis) => (axes.includes(axis) ? -stride : stride)),
        offset,
      );
    },
    pad: ({ x, before, value, shape }) => {
      const y = machine.allocate(shape);
      const strides = stridesOf(shape);
      kernel['fill']!(y.pointer, sizeOf(shape), value);
      strided(
        'writeStrided',
        y.pointer + before.reduce((offset, place, axis) => offset + place * strides[axis]!, 0),
        at(x),
        x.shape,
        strides,
      );
      return y;
    },
    concat: ({ xs, axis, shape }) => {
      const y = machine.allocate(shape);
      const strides = stridesOf(shape);
      let offset = 0;
      for (const x of xs) {
        strided('writeStrided', y.pointer + offset, at(x), x.shape, strides);
        offset += x.shape[axis]! * strides[axis]!;
      }
      return y;
    },
    gather: ({ x, indices, shape }) => {
      const y = machine.allocate(shape);
      kernel['gather']!(y.pointer, at(x), at(indices), sizeOf(indices.shape), x.shape[0]!, sizeOf(x.shape.slice(1)));
      return y;
    },
    scatterAdd: ({ x, indices, shape }) => {
      const y = machine.zeros(shape);
      kernel['scatterAdd']!(y.pointer, at(x), at(indices), sizeOf(indices.shape), shape[0]!, sizeOf(shape.slice(1)));
      return y;
    },
    conv2d: ({ x, w, shape, ...window }) => {
      const y = machine.allocate(shape);
      const taps = sizeOf(w.shape.slice(1));
      const words = describeConvolution(x.shape, w.shape, shape, window);
      machine.withScratch([panels(w.shape[0]!, 4) * taps, 64 * taps], (weights, columns) =>
        kernel['conv2d']!(y.pointer, at(x), at(w), words, weights, columns),
      );
      return y;
    },
    conv2dInputGradient: ({ dy, w, shape, ...window }) => {
      const dx = machine.zeros(shape);
      const taps = sizeOf(w.shape.slice(1));
      const positions = sizeOf(dy.shape.slice(2));
      const words = describeConvolution(shape, w.shape, dy.shape, window);
      const outputs = w.shape[0]! / window.groups;
      machine.withScratch(
        [panels(taps, 4) * outputs, outputs * panels(positions, 8), taps * positions],
        (weights, packed, columns) =>
          kernel['conv2dInputGradient']!(dx.pointer, at(dy), at(w), words, weights, packed, columns),
      );
      return dx;
    },
    conv2dWeightGradient: ({ x, dy, shape, ...window }) => {
      const dw = machine.zeros(shape);
      const taps = sizeOf(shape.slice(1));
      const positions = sizeOf(dy.shape.slice(2));
      const words = describeConvolution(x.shape, shape, dy.shape, window);
      machine.withScratch(
        [panels(shape[0]! / window.groups, 4) * positions, panels(taps, 8) * positions],
        (gradients, columns) => kernel['conv2dWeightGradient']!(dw.pointer, at(x), at(dy), words, gradients, columns),
      );
      return dw;
    },
    avgPool2d: ({ x, shape, ...window }) => {
      const y = machine.allocate(shape);
      kernel['avgPool2d']!(y.pointer, at(x), describePool(x.shape, shape, window));
      return y;
    },
    avgPool2dGradient: ({ dy, shape, ...window }) => {
      const dx = machine.zeros(shape);
      kernel['avgPool2dGradient']!(dx.pointer, at(dy), describePool(shape, dy.shape, window));
      return dx;
    },
    maxPool2d: ({ x, shape, ...window }) => {
      const y = machine.allocate(shape);
      kernel['maxPool2d']!(y.pointer, at(x), describePool(x.shape, shape, window));
      return y;
    },
    maxPool2dGradient: ({ x, dy, ...window }) => {
      const dx = machine.zeros(x.shape);
      kernel['maxPool2dGradient']!(dx.pointer, at(dy), at(x), describePool(x.shape, dy.shape, window));
      return dx;
    },
    channelStatistics: ({ x }) => {
      const channels = x.shape[1]!;
      const [mean, variance] = [machine.allocate([channels]), machine.allocate([channels])];
      kernel['channelStatistics']!(mean.pointer, variance.pointer, at(x), x.shape[0]!, channels, runOf(x), 0, channels);
      return [mean, variance];
    },
    channelAffine: ({ x, scale, shift }) => {
      const y = machine.allocate(x.shape);
      const [samples, channels] = x.shape as readonly [number, number];
      kernel['channelAffine']!(y.pointer, at(x), at(scale), at(shift), channels, runOf(x), 0, samples * channels);
      return y;
    },
    channelNormGradient: ({ dy, x, mean, inverseDeviation, scale }) => {
      const [samples, channels] = x.shape as readonly [number, number];
      const results = [machine.allocate(x.shape), machine.allocate([channels]), machine.allocate([channels])] as const;
      const inputs = [dy, x, mean, inverseDeviation, scale].map(at);
      kernel['channelNormGradient']!(
        ...results.map(({ pointer }) => pointer),
        ...inputs,
        samples,
        channels,
        runOf(x),
        0,
        channels,
      );
      return results;
    },
  };
}
