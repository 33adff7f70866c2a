import type { Image } from '../image.js';

/**
 * Converts interleaved pixels of 1 (grey) or 3 channels to red, green and blue planes. Further channels are ignored.
 */
export function planesOf(data: Uint8Array, channels: number, width: number, height: number): Image {
  const plane = width * height;
  const pixels = new Uint8Array(3 * plane);
  const [red, green, blue] = [0, 1, 2].map((channel) => (channels < 3 ? 0 : channel)) as [number, number, number];
  for (let i = 0, at = 0; i < plane; i++, at += channels) {
    pixels[i] = data[at + red]!;
    pixels[plane + i] = data[at + green]!;
    pixels[2 * plane + i] = data[at + blue]!;
  }
  return { pixels, channels: 3, height, width };
}
