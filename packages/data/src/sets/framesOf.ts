import type { DataConfig } from './dataConfig.js';
import type { FormatName } from './formatNames.js';
import { formatOf } from './formatOf.js';

/** Frames that a recording of each format is counted in unless a config says how many: those of the paper, where it has the set. */
const usual: Readonly<Partial<Record<FormatName, number>>> = { nmnist: 10, dvsGesture: 20, cifar10Dvs: 10 };

/** How many frames the samples of a config's data have; `null` for still images. */
export function framesOf(data: DataConfig): number | null {
  const frames = usual[formatOf(data)];
  return frames === undefined ? null : (data.frames.count ?? frames);
}
