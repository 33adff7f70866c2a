import type { Iteration } from './learn.js';
import type { TestResult } from './tell.js';

/** Somebody who writes a run down as it goes. */
export interface Recorder {
  iteration(iteration: Iteration): Promise<void>;
  test(result: TestResult): Promise<void>;
  close(): Promise<void>;
}

/** Several as one, each told after the other. */
export const together = (recorders: readonly Recorder[]): Recorder => {
  const each = async (tell: (recorder: Recorder) => Promise<void>): Promise<void> => {
    for (const recorder of recorders) await tell(recorder);
  };
  return {
    iteration: (iteration) => each((recorder) => recorder.iteration(iteration)),
    test: (result) => each((recorder) => recorder.test(result)),
    close: () => each((recorder) => recorder.close()),
  };
};
