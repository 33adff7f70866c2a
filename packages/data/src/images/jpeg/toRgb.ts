import type { Image } from '../../image.js';
import type { FrameComponent, JpegHeader } from './header.js';
import type { Colours } from './colours.js';
import type { Samples } from './component.js';

const clamped = (level: number): number => (level < 0 ? 0 : level > 255 ? 255 : level);

/** Red, green and blue of Y Cb Cr. They are truncated to whole levels when they are stored, as in jpeg-js 0.4.4. */
const red = (y: number, cr: number): number => clamped(y + 1.402 * (cr - 128));
const green = (y: number, cb: number, cr: number): number =>
  clamped(y - 0.3441363 * (cb - 128) - 0.71413636 * (cr - 128));
const blue = (y: number, cb: number): number => clamped(y + 1.772 * (cb - 128));

/** The light after an ink and black. */
const light = (ink: number, black: number): number => 255 - clamped(ink * (1 - black / 255) + black);

/** Writes red, green and blue of one row from `at` on, given its samples component by component. */
type Mix = (lines: readonly Uint8Array[], pixels: Uint8Array, plane: number, at: number) => void;

const mixes: Readonly<Record<Colours, Mix>> = {
  grey: ([grey], pixels, plane, at) => {
    for (const place of [at, plane + at, 2 * plane + at]) pixels.set(grey!, place);
  },
  rgb: (lines, pixels, plane, at) => lines.forEach((line, channel) => pixels.set(line, channel * plane + at)),
  ycc: (lines, pixels, plane, at) => {
    const [ys, cbs, crs] = lines as readonly [Uint8Array, Uint8Array, Uint8Array];
    for (let x = 0; x < ys.length; x++, at++) {
      const [y, cb, cr] = [ys[x]!, cbs[x]!, crs[x]!];
      pixels[at] = red(y, cr);
      pixels[plane + at] = green(y, cb, cr);
      pixels[2 * plane + at] = blue(y, cb);
    }
  },
  cmyk: (lines, pixels, plane, at) => {
    const black = lines[3]!;
    for (let channel = 0; channel < 3; channel++) {
      const ink = lines[channel]!;
      const to = channel * plane + at;
      for (let x = 0; x < ink.length; x++) pixels[to + x] = light(255 - ink[x]!, 255 - black[x]!);
    }
  },
  // The inks are 255 minus red, green and blue, and inverted like those of `cmyk`.
  ycck: (lines, pixels, plane, at) => {
    mixes.ycc(lines, pixels, plane, at);
    const black = lines[3]!;
    for (let to = at; to < 3 * plane; to += plane)
      for (let x = 0; x < black.length; x++) pixels[to + x] = light(pixels[to + x]!, 255 - black[x]!);
  },
};

/** Red, green and blue planes from the samples of all components. Samples of a subsampled component are repeated. */
export function toRgb({ width, height, components, colours }: JpegHeader, samples: readonly Samples[]): Image {
  const plane = width * height;
  const pixels = new Uint8Array(3 * plane);
  const most = (side: 'across' | 'down'): number => Math.max(...components.map((component) => component[side]));
  const [acrossMost, downMost] = [most('across'), most('down')];
  const lines = components.map(() => new Uint8Array(width));
  const columns = components.map(({ across }) => Uint16Array.from(lines[0]!, (_, x) => (x * across) / acrossMost));
  const fill = ({ down }: FrameComponent, i: number, y: number): void => {
    const { samples: from, stride } = samples[i]!;
    const row = stride * Math.floor((y * down) / downMost);
    const [line, places] = [lines[i]!, columns[i]!];
    for (let x = 0; x < width; x++) line[x] = from[row + places[x]!]!;
  };
  for (let y = 0; y < height; y++) {
    components.forEach((component, i) => fill(component, i, y));
    mixes[colours](lines, pixels, plane, y * width);
  }
  return { pixels, channels: 3, height, width };
}
