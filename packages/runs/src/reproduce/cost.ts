import type { Scale } from './paperPage.js';

/**
 * Multiply-adds per second of the equivalent dense network, used if no run has finished. At full scale, a step of the
 * published VGG at batch 128 and T = 4 took 9.87 s on two cores of an Intel Xeon, @see docs/performance.md. Narrow
 * networks spend most of their time outside of convolutions: the VGG at an eighth of its width took 0.13 s at batch
 * 32 on two cores of an AMD EPYC.
 */
export const referenceSpeed: Readonly<Record<Scale, number>> = { full: 94e9, long: 28e9, laptop: 28e9 };

/** `40 s`, `3 min`, `2.5 h`, `12 days`. */
export function duration(seconds: number): string {
  if (seconds < 90) return `${seconds.toFixed(0)} s`;
  if (seconds < 90 * 60) return `${(seconds / 60).toFixed(0)} min`;
  if (seconds < 48 * 3600) return `${(seconds / 3600).toFixed(1)} h`;
  return `${(seconds / 86_400).toFixed(0)} days`;
}
