import { sizeOf, type Convolution2d, type Kernels, type Shape } from '@spikegrad/core';
import { slotOf, type Device, type Slot } from '../device/device.js';
import { sumOf } from './reduce.js';
import type { Source } from '../device/source.js';

type Call<Name extends keyof Kernels> = Parameters<Kernels[Name]>[0];

/** Parameters of the kernels of convolutions, in the order of `geometryOf`. */
const geometry = [
  ...['channels', 'outputs', 'groupChannels', 'groupOutputs'],
  ...['height', 'width', 'tall', 'wide', 'rows', 'columns'],
  ...['strideY', 'strideX', 'paddingY', 'paddingX', 'dilationY', 'dilationX'],
];

/** Sizes of a convolution from `x` by `w` to `y`. */
function geometryOf(x: Shape, w: Shape, y: Shape, { groups, stride, padding, dilation }: Convolution2d): number[] {
  const image = [...x.slice(2), ...w.slice(2), ...y.slice(2)];
  return [x[1]!, w[0]!, w[1]!, w[0]! / groups, ...image, ...stride, ...padding, ...dilation];
}

/** Takes this thread's place apart: `column`, `line` of planes of `rows` × `columns`, `plane`, `of` so many planes a sample. */
const placeIn = (
  rows: string,
  columns: string,
  planes: string,
): string => `const lines = wholeQuotient(this.thread.x, ${columns});
const column = this.thread.x - lines * ${columns};
const images = wholeQuotient(lines, ${rows});
const line = lines - images * ${rows};
const sample = wholeQuotient(images, ${planes});
const plane = images - sample * ${planes};`;

const forward: Source = {
  arrays: ['x', 'w'],
  sizes: geometry,
  body: `${placeIn('rows', 'columns', 'outputs')}
const group = wholeQuotient(plane, groupOutputs);
const top = line * strideY - paddingY;
const left = column * strideX - paddingX;
let total = 0;
for (let c = 0; c < groupChannels; c++) {
  const image = (sample * channels + group * groupChannels + c) * height;
  const taps = (plane * groupChannels + c) * tall;
  for (let i = 0; i < tall; i++) {
    const y = top + i * dilationY;
    if (y >= 0 && y < height) {
      for (let j = 0; j < wide; j++) {
        const z = left + j * dilationX;
        if (z >= 0 && z < width) {
          total = total + x[(image + y) * width + z] * w[(taps + i) * wide + j];
        }
      }
    }
  }
}
return total;`,
};

/** Each pixel gathers from the outputs whose windows lie over it. */
const inputGradient: Source = {
  arrays: ['dy', 'w'],
  sizes: geometry,
  body: `${placeIn('height', 'width', 'channels')}
const group = wholeQuotient(plane, groupChannels);
const c = plane - group * groupChannels;
let total = 0;
for (let i = 0; i < tall; i++) {
  const down = line + paddingY - i * dilationY;
  const y = wholeQuotient(Math.max(down, 0), strideY);
  if (down >= 0 && y < rows && y * strideY === down) {
    for (let j = 0; j < wide; j++) {
      const across = column + paddingX - j * dilationX;
      const z = wholeQuotient(Math.max(across, 0), strideX);
      if (across >= 0 && z < columns && z * strideX === across) {
        for (let o = 0; o < groupOutputs; o++) {
          const output = group * groupOutputs + o;
          const at = ((sample * outputs + output) * rows + y) * columns + z;
          total = total + dy[at] * w[((output * groupChannels + c) * tall + i) * wide + j];
        }
      }
    }
  }
}
return total;`,
};

/** One tap of one part of the batch: `part` rows of outputs, counted through all samples. */
const weightGradient: Source = {
  arrays: ['x', 'dy'],
  sizes: [...geometry, 'lineCount', 'part'],
  body: `const lines = wholeQuotient(this.thread.x, wide);
const j = this.thread.x - lines * wide;
const planes = wholeQuotient(lines, tall);
const i = lines - planes * tall;
const filters = wholeQuotient(planes, groupChannels);
const c = planes - filters * groupChannels;
const share = wholeQuotient(filters, outputs);
const output = filters - share * outputs;
const group = wholeQuotient(output, groupOutputs);
const channel = group * groupChannels + c;
const first = share * part;
let total = 0;
for (let e = 0; e < part; e++) {
  const at = first + e;
  if (at < lineCount) {
    const sample = wholeQuotient(at, rows);
    const row = at - sample * rows;
    const y = row * strideY + i * dilationY - paddingY;
    if (y >= 0 && y < height) {
      const image = ((sample * channels + channel) * height + y) * width;
      const gradients = ((sample * outputs + output) * rows + row) * columns;
      for (let k = 0; k < columns; k++) {
        const z = k * strideX + j * dilationX - paddingX;
        if (z >= 0 && z < width) {
          total = total + x[image + z] * dy[gradients + k];
        }
      }
    }
  }
}
return total;`,
};

export function conv2d(device: Device, { x, w, shape, ...window }: Call<'conv2d'>): Slot {
  const sizes = geometryOf(x.shape, w.shape, shape, window);
  return device.launch(forward, sizeOf(shape), [slotOf(x), slotOf(w)], sizes);
}

export function conv2dInputGradient(device: Device, { dy, w, shape, ...window }: Call<'conv2dInputGradient'>): Slot {
  const sizes = geometryOf(shape, w.shape, dy.shape, window);
  return device.launch(inputGradient, sizeOf(shape), [slotOf(dy), slotOf(w)], sizes);
}

/** Threads that keep a device busy: fewer taps than that share out the batch, and their sums are added in a second stage. */
const enough = 2 ** 16;

export function conv2dWeightGradient(device: Device, { x, dy, shape, ...window }: Call<'conv2dWeightGradient'>): Slot {
  const taps = sizeOf(shape);
  const lines = dy.shape[0]! * dy.shape[2]!;
  const part = Math.ceil(lines / Math.max(1, Math.min(lines, Math.ceil(enough / Math.max(1, taps)))));
  const parts = Math.max(1, Math.ceil(lines / Math.max(1, part)));
  const sizes = [...geometryOf(x.shape, shape, dy.shape, window), lines, part];
  const partial = device.launch(weightGradient, parts * taps, [slotOf(x), slotOf(dy)], sizes);
  if (parts === 1) return partial;
  const dw = sumOf(device, 'plain', partial, { a: 1, kept: 1, c: parts, inner: taps });
  device.free(partial);
  return dw;
}
