import type { DataConfig } from './dataConfig.js';
import { dataSets, setNames, type FormatName, type SetName } from './dataSets.js';

/** The record of a config's data: that of its set, or of the published set of its format. */
export const recordOf = ({ set, format = 'cifar10' }: DataConfig): (typeof dataSets)[SetName] =>
  dataSets[set ?? setNames.find((name) => dataSets[name].format === format)!];

/** The format of a config's data: that of its set, or the given one. */
export const formatOf = (data: DataConfig): FormatName => recordOf(data).format;

/** Number of frames per sample of a config's data; `null` for still images. */
export function framesOf(data: DataConfig): number | null {
  const { frames } = recordOf(data);
  return frames === null ? null : (data.frames.count ?? frames);
}
