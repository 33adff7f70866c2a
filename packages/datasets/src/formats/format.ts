import type { DataConfig, Dataset, Part } from '@spikegrad/data';
import type { Reporter } from '../reporter.js';

/** A way in which samples lie in files. A new one is a file beside this, its name in a record of `dataSets` of `@spikegrad/data` and a row in `formats.ts`. */
export interface Format {
  /** What a file or folder of it holds, in words: `binary records of CIFAR-10`. */
  readonly kind: string;
  /** Whether a path is that of a folder. */
  readonly folder: boolean;
  /**
   * The samples of a part. Those that are many or large stay where they are: what is read is their names.
   *
   * @param reporter where it is said how far a long read is
   * @throws FormatError that names the file or folder, FileError
   */
  read(paths: readonly string[], part: Part, data: DataConfig, reporter: Reporter): Promise<Dataset>;

  /** How many samples a part has, by names and sizes alone. @throws FormatError as `read` does for what names and sizes tell */
  count(paths: readonly string[], part: Part): Promise<number>;
}
