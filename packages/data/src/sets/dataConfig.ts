import type { JpegDecoder } from '../images/jpeg.js';
import type { FormatName, PipelineName, SetName } from './dataSets.js';

/** What samples are for. */
export type Part = 'train' | 'test';

/** What to learn from: the section `data` of a config, with its defaults filled in. */
export interface DataConfig {
  /** A published data set, or else `train` and `test`. */
  readonly set?: SetName | undefined;
  /** How `train` and `test` are read; cifar10 unless given. */
  readonly format?: FormatName | undefined;
  /** Files or folders to train on. */
  readonly train?: readonly string[] | undefined;
  /** Files or folders to test on. */
  readonly test?: readonly string[] | undefined;
  /** How many samples of each part; all unless given. */
  readonly limit: { readonly train?: number | undefined; readonly test?: number | undefined };
  /** What decodes JPEG files. */
  readonly decoder?: JpegDecoder | undefined;
  /** What becomes of samples on their way into a batch; that of the set or format unless given. */
  readonly pipeline?: PipelineName | undefined;
  /** How recordings of event cameras become frames. */
  readonly frames: {
    readonly count?: number | undefined;
    /** Frames of as many events, or of as much time. */
    readonly by: 'number' | 'time';
    /** Height and width. */
    readonly size?: number | undefined;
  };
  /** Whether samples are changed at random while training. */
  readonly augment: boolean;
  /** Colour of the patch of cutout. */
  readonly cutout: 'grey' | 'official' | 'off';
  /** The same frame at every step, or spikes drawn with the brightness of each pixel for probability. */
  readonly coding: 'direct' | 'poisson';
  /** Threads that make batches ahead; 0 makes them in between. */
  readonly workers: number;
}

/** What decides the way of samples into a batch. */
export interface PipelineConfig {
  readonly data: DataConfig;
  /** T, time steps of a sequence. */
  readonly steps: number;
}
