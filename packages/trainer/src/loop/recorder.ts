import type { TestResult } from './interval.js';
import type { Iteration } from './iterations.js';

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
    close: () => closeAll([...recorders].reverse()),
  };
};

/** Closes all, one after the other, also where one fails; its error is thrown then. */
async function closeAll([first, ...rest]: readonly Recorder[]): Promise<void> {
  try {
    await first?.close();
  } finally {
    if (rest.length > 0) await closeAll(rest);
  }
}
