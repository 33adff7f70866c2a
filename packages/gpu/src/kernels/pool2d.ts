import { sizeOf, type Kernels, type Pooling2d, type Shape } from '@spikegrad/core';
import { slotOf, type Device, type Slot } from '../device/device.js';
import type { Source } from '../device/source.js';

type Call<Name extends keyof Kernels> = Parameters<Kernels[Name]>[0];

/** Parameters of the kernels of pooling, in the order of `sizesOf`. */
const sizes = [
  ...['height', 'width', 'rows', 'columns', 'tall', 'wide'],
  ...['strideY', 'strideX', 'paddingY', 'paddingX'],
];

const sizesOf = (x: Shape, y: Shape, { kernel, stride, padding }: Pooling2d): readonly number[] => [
  ...[...x.slice(2), ...y.slice(2)],
  ...[...kernel, ...stride, ...padding],
];

const placeIn = (rows: string, columns: string): string => `const lines = wholeQuotient(this.thread.x, ${columns});
const column = this.thread.x - lines * ${columns};
const plane = wholeQuotient(lines, ${rows});
const line = lines - plane * ${rows};`;

/** Visits a window's places inside the image, row by row. @param body what is done at `at` */
const eachInWindow = (top: string, left: string, body: string): string => `for (let i = 0; i < tall; i++) {
  const y = ${top} + i;
  if (y >= 0 && y < height) {
    for (let j = 0; j < wide; j++) {
      const z = ${left} + j;
      if (z >= 0 && z < width) {
        const at = (plane * height + y) * width + z;
        ${body}
      }
    }
  }
}`;

/** Visits the windows `[row, k]` that lie over this thread's pixel. */
const eachWindowOver = (body: string): string => `for (let a = 0; a < tall; a++) {
  const down = line + paddingY - a;
  const row = wholeQuotient(Math.max(down, 0), strideY);
  if (down >= 0 && row < rows && row * strideY === down) {
    for (let b = 0; b < wide; b++) {
      const across = column + paddingX - b;
      const k = wholeQuotient(Math.max(across, 0), strideX);
      if (across >= 0 && k < columns && k * strideX === across) {
        ${body}
      }
    }
  }
}`;

const average: Source = {
  arrays: ['x'],
  sizes,
  numbers: ['share'],
  body: `${placeIn('rows', 'columns')}
const top = line * strideY - paddingY;
const left = column * strideX - paddingX;
let total = 0;
${eachInWindow('top', 'left', 'total = total + x[at];')}
return total * share;`,
};

const averageGradient: Source = {
  arrays: ['dy'],
  sizes,
  numbers: ['share'],
  body: `${placeIn('height', 'width')}
let total = 0;
${eachWindowOver('total = total + dy[(plane * rows + row) * columns + k];')}
return total * share;`,
};

const keepLarger = `const value = x[at];
        if (best < 0 || beats(value, most) > 0.5) {
          best = at;
          most = value;
        }`;

const largest: Source = {
  arrays: ['x'],
  sizes,
  body: `${placeIn('rows', 'columns')}
const top = line * strideY - paddingY;
const left = column * strideX - paddingX;
let best = 0 - 1;
let most = 0.5;
${eachInWindow('top', 'left', keepLarger)}
return most;`,
};

/** A pixel takes the gradient of each window over it in which it is the first largest entry. */
const largestGradient: Source = {
  arrays: ['x', 'dy'],
  sizes,
  body: `${placeIn('height', 'width')}
let total = 0;
${eachWindowOver(`let best = 0 - 1;
        let most = 0.5;
        ${eachInWindow('row * strideY - paddingY', 'k * strideX - paddingX', keepLarger)}
        if (best === this.thread.x) {
          total = total + dy[(plane * rows + row) * columns + k];
        }`)}
return total;`,
};

const shareOf = ({ kernel }: Pooling2d): number => 1 / (kernel[0] * kernel[1]);

export function avgPool2d(device: Device, { x, shape, ...window }: Call<'avgPool2d'>): Slot {
  return device.launch(average, sizeOf(shape), [slotOf(x)], sizesOf(x.shape, shape, window), [shareOf(window)]);
}

export function avgPool2dGradient(device: Device, { dy, shape, ...window }: Call<'avgPool2dGradient'>): Slot {
  const words = sizesOf(shape, dy.shape, window);
  return device.launch(averageGradient, sizeOf(shape), [slotOf(dy)], words, [shareOf(window)]);
}

export function maxPool2d(device: Device, { x, shape, ...window }: Call<'maxPool2d'>): Slot {
  return device.launch(largest, sizeOf(shape), [slotOf(x)], sizesOf(x.shape, shape, window));
}

export function maxPool2dGradient(device: Device, { x, dy, ...window }: Call<'maxPool2dGradient'>): Slot {
  const words = sizesOf(x.shape, dy.shape, window);
  return device.launch(largestGradient, sizeOf(x.shape), [slotOf(x), slotOf(dy)], words);
}
