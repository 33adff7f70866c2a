import { withSize, type Image } from '../image.js';

/** The interpolation between pixels. */
export type Interpolation = 'bilinear' | 'nearest';

/** Fractional bits of a weight, for byte pixels. @see Pillow, `Resample.c`, which rounds in the same way */
const weightBits = 22;
const half = 2 ** (weightBits - 1);

/** Resizes with nearest neighbours: `out[y, x] = image[⌊y·H/h⌋, ⌊x·W/w⌋]`. */
export function nearest(image: Image, height: number, width: number): Image {
  const out = withSize(image, { height, width });
  const columns = Int32Array.from({ length: width }, (_, x) => Math.floor((x * image.width) / width));
  for (let channel = 0, target = 0; channel < image.channels; channel++) {
    for (let y = 0; y < height; y++) {
      const row = (channel * image.height + Math.floor((y * image.height) / height)) * image.width;
      for (let x = 0; x < width; x++) out.pixels[target++] = image.pixels[row + columns[x]!]!;
    }
  }
  return out;
}

/**
 * Resizes bilinearly. Each new pixel is a mean of old pixels with triangular weights. The triangle reaches to the
 * neighbours; if the image shrinks and `antialias` is true, it reaches to the next new pixel, so that every old pixel
 * counts.
 *
 * Bytes are rounded after each of the two axes, as Pillow does.
 */
export function bilinear(image: Image, height: number, width: number, antialias: boolean): Image {
  const rows = width === image.width ? image : alongRows(image, weightsOf(image.width, width, antialias));
  return height === image.height ? rows : alongColumns(rows, weightsOf(image.height, height, antialias));
}

/** The source pixels of each new pixel: `count` old ones from `first` on. */
interface Weights {
  readonly first: Int32Array;
  readonly count: Int32Array;
  /** `most` weights per new pixel. */
  readonly values: Float64Array;
  readonly most: number;
}

function weightsOf(from: number, to: number, antialias: boolean): Weights {
  const scale = from / to;
  const reach = antialias ? Math.max(1, scale) : 1;
  const most = 2 * Math.ceil(reach) + 1;
  const [first, count, values] = [new Int32Array(to), new Int32Array(to), new Float64Array(to * most)];
  for (let i = 0; i < to; i++) {
    const middle = (i + 0.5) * scale;
    const begin = Math.max(0, Math.floor(middle - reach + 0.5));
    const end = Math.min(from, Math.floor(middle + reach + 0.5));
    let sum = 0;
    for (let j = begin; j < end; j++) {
      const weight = Math.max(0, 1 - Math.abs(j + 0.5 - middle) / reach);
      values[i * most + j - begin] = weight;
      sum += weight;
    }
    for (let j = 0; j < end - begin; j++) values[i * most + j]! /= sum;
    [first[i], count[i]] = [begin, end - begin];
  }
  return { first, count, values, most };
}

/** For bytes, weights are multiples of 2⁻²², and results are rounded. */
const fixed = ({ values, ...places }: Weights): Weights => ({
  ...places,
  values: values.map((weight) => Math.floor(weight * 2 ** weightBits + 0.5)),
});

function alongRows(image: Image, real: Weights): Image {
  const bytes = image.pixels instanceof Uint8Array;
  const { first, count, values, most } = bytes ? fixed(real) : real;
  const width = first.length;
  const out = withSize(image, { height: image.height, width });
  const rows = image.channels * image.height;
  for (let row = 0, target = 0; row < rows; row++) {
    for (let x = 0; x < width; x++) {
      const from = row * image.width + first[x]!;
      let sum = 0;
      for (let j = 0; j < count[x]!; j++) sum += image.pixels[from + j]! * values[x * most + j]!;
      out.pixels[target++] = bytes ? (sum + half) >> weightBits : sum;
    }
  }
  return out;
}

function alongColumns(image: Image, real: Weights): Image {
  const bytes = image.pixels instanceof Uint8Array;
  const { first, count, values, most } = bytes ? fixed(real) : real;
  const [height, { width }] = [first.length, image];
  const out = withSize(image, { height, width });
  const sums = new Float64Array(width);
  for (let channel = 0, target = 0; channel < image.channels; channel++) {
    for (let y = 0; y < height; y++) {
      sums.fill(bytes ? half : 0);
      for (let j = 0; j < count[y]!; j++) {
        const from = (channel * image.height + first[y]! + j) * width;
        const weight = values[y * most + j]!;
        for (let x = 0; x < width; x++) sums[x]! += image.pixels[from + x]! * weight;
      }
      for (let x = 0; x < width; x++) out.pixels[target++] = bytes ? sums[x]! >> weightBits : sums[x]!;
    }
  }
  return out;
}
