import type { JpegDecoder } from '../images/jpeg.js';
import type { FormatName, PipelineName, SetName } from './dataSets.js';

/** The part of a data set. */
export type Part = 'train' | 'test';

/** The section `data` of a config, with its defaults filled in. */
export interface DataConfig {
  /** A published data set; otherwise `train` and `test` are given. */
  readonly set?: SetName | undefined;
  /** The format of `train` and `test`; default cifar10. */
  readonly format?: FormatName | undefined;
  /** Files or folders to train on. */
  readonly train?: readonly string[] | undefined;
  /** Files or folders to test on. */
  readonly test?: readonly string[] | undefined;
  /** Number of samples of each part; default all. */
  readonly limit: { readonly train?: number | undefined; readonly test?: number | undefined };
  /** The JPEG decoder. */
  readonly decoder?: JpegDecoder | undefined;
  /** The preprocessing of samples; default that of the set or format. */
  readonly pipeline?: PipelineName | undefined;
  /** The conversion of recordings to frames. */
  readonly frames: {
    readonly count?: number | undefined;
    /** Frames with equal numbers of events, or of equal time. */
    readonly by: 'number' | 'time';
    /** Height and width. */
    readonly size?: number | undefined;
  };
  /** Whether training uses random augmentation. */
  readonly augment: boolean;
  /** Colour of the cutout. */
  readonly cutout: 'grey' | 'official' | 'off';
  /** The same frame at every step, or random spikes with the pixel values as probabilities. */
  readonly coding: 'direct' | 'poisson';
  /** Threads that make batches ahead; 0 makes them between the steps. */
  readonly workers: number;
}

/** The fields that decide the preprocessing of samples. */
export interface PipelineConfig {
  readonly data: DataConfig;
  /** T, time steps per sequence. */
  readonly steps: number;
}
