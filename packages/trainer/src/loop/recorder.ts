import type { Dataset } from '@spikegrad/data';
import type { StateDict } from '@spikegrad/nn';
import type { Epoch } from './epoch.js';
import type { TestResult } from './interval.js';
import type { Iteration, Learner } from './iterations.js';
import type { Progress } from './progress.js';

/** Why a training ended: all epochs are done, early stopping, or its `signal`. */
export type EndReason = 'epochs' | 'earlyStopping' | 'aborted';

/** The settings of a training, as plain data. */
export interface TrainingSettings {
  readonly epochs: number;
  /** `null` if batches are given. */
  readonly batchSize: number | null;
  readonly steps: number;
  readonly seed: number;
  readonly coding: string;
  /** The name of its class. */
  readonly optimizer: string;
  /** At the beginning. */
  readonly learningRate: number;
  readonly rule: string;
  readonly parameters: number;
  /** Training samples; `null` if batches are given. */
  readonly samples: number | null;
  /** `null` if batches are given. */
  readonly classes: number | null;
  /** The criterion of the best epoch. */
  readonly metric: string;
  /** Epochs without improvement after which training stops; `null` without early stopping. */
  readonly patience: number | null;
  readonly minDelta: number;
}

/** A training at its beginning. */
export interface RecordedTraining {
  readonly learner: Learner;
  readonly settings: TrainingSettings;
  /** The data sets; `null` if batches are given, and without a validation. */
  readonly data: Readonly<Record<'train' | 'validation', Dataset | null>>;
  /** Returns the progress; may be called between two iterations. */
  readonly progress: () => Progress;
}

/** The saved state of the same training. */
export interface Resumed {
  readonly progress: Progress;
  /** The weights of the best epoch so far. */
  readonly best: StateDict | null;
}

/** Records a training. Every method is awaited before training continues. */
export interface Recorder {
  /** Called before the first iteration. A recorder that has a checkpoint loads it into the learner and returns the rest. */
  begin?(training: RecordedTraining): Promise<Resumed | null>;
  iteration(iteration: Iteration): Promise<void>;
  /** Called after the validation. */
  epoch?(epoch: Epoch): Promise<void>;
  /** Called unless training fails. After early stopping the model has its final weights. */
  end?(reason: EndReason): Promise<void>;
  /** Called if a run ends with a test. */
  test?(result: TestResult): Promise<void>;
  /** Called last, also after an error. */
  close(): Promise<void>;
}

/** Several recorders as one, called one after the other. A training is resumed by the first that can. */
export const together = (recorders: readonly Recorder[]): Required<Recorder> => {
  const each = async (call: (recorder: Recorder) => Promise<void> | undefined): Promise<void> => {
    for (const recorder of recorders) await call(recorder);
  };
  return {
    begin: async (training) => {
      let resumed: Resumed | null = null;
      for (const recorder of recorders) resumed ??= (await recorder.begin?.(training)) ?? null;
      return resumed;
    },
    iteration: (iteration) => each((recorder) => recorder.iteration(iteration)),
    epoch: (epoch) => each((recorder) => recorder.epoch?.(epoch)),
    end: (reason) => each((recorder) => recorder.end?.(reason)),
    test: (result) => each((recorder) => recorder.test?.(result)),
    close: () => closeAll([...recorders].reverse()),
  };
};

/** Closes all recorders, one after the other, also if one fails; its error is then thrown. */
async function closeAll([first, ...rest]: readonly Recorder[]): Promise<void> {
  try {
    await first?.close();
  } finally {
    if (rest.length > 0) await closeAll(rest);
  }
}
