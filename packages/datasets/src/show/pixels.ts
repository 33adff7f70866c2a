import type { Image } from '@spikegrad/data';

/** The colours of the most events of each polarity, on white: brighter is red, darker is blue. */
const [brighter, darker] = [
  [0xb2, 0x18, 0x2b],
  [0x21, 0x66, 0xac],
] as const;

/** An image as `[height, width, 3]` bytes: its first three channels, or its single channel as grey. */
export function photograph({ pixels, channels, height, width }: Image): Uint8Array {
  const plane = height * width;
  const scale = pixels instanceof Uint8Array ? 1 : 255;
  const rgb = new Uint8ClampedArray(3 * plane);
  for (let i = 0; i < 3 * plane; i++) {
    const channel = channels < 3 ? 0 : i % 3;
    rgb[i] = scale * pixels[channel * plane + Math.floor(i / 3)]!;
  }
  return new Uint8Array(rgb.buffer);
}

/**
 * Counts of one frame, darker then brighter, as `[height, width, 3]` bytes. Pixels without events are white; the
 * colour is stronger with more events, up to `most`.
 */
export function eventPicture(counts: ArrayLike<number>, plane: number, most: number): Uint8Array {
  const rgb = new Uint8Array(3 * plane);
  for (let i = 0; i < plane; i++) {
    const [off, on] = [Math.min(1, counts[i]! / most), Math.min(1, counts[plane + i]! / most)];
    for (let c = 0; c < 3; c++) {
      const left = (1 - off * (1 - darker[c]! / 255)) * (1 - on * (1 - brighter[c]! / 255));
      rgb[3 * i + c] = Math.round(255 * left);
    }
  }
  return rgb;
}

/** The count with the full colour: the 99th percentile of the pixels with events. */
export function fullCount(counts: ArrayLike<number>): number {
  const some: number[] = [];
  for (let i = 0; i < counts.length; i++) if (counts[i]! > 0) some.push(counts[i]!);
  some.sort((a, b) => a - b);
  return some[Math.floor(0.99 * some.length)] ?? 1;
}
