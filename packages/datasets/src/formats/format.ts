import type { DataConfig, Dataset, Part } from '@spikegrad/data';
import type { Reporter } from '../reporter.js';

/**
 * A file format of samples. A new one is a file in this folder, its name in a record of `dataSets` of
 * `@spikegrad/data`, and a row in `formats.ts`.
 */
export interface Format {
  /** The content of its files or folders, as text: `binary records of CIFAR-10`. */
  readonly kind: string;
  /** Whether a path leads to a folder. */
  readonly folder: boolean;
  /**
   * The samples of a part. If they are many or large, only their names are read.
   *
   * @param reporter gets the progress of a long read
   * @throws FormatError that names the file or folder, FileError
   */
  read(paths: readonly string[], part: Part, data: DataConfig, reporter: Reporter): Promise<Dataset>;

  /**
   * Number of samples of a part, from names and sizes only. @throws FormatError like `read`, for faults in names and
   * sizes
   */
  count(paths: readonly string[], part: Part): Promise<number>;
}
