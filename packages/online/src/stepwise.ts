import { sequence, type Trace } from '@spikegrad/nn';
import { checkStep, type Lesson, type LessonResult } from './learningRule.js';
import { RunningSum } from './runningSum.js';

/** When parameters move: once a sequence, or after every step. */
export type Update = 'accumulate' | 'online';

/** Forward and backward at every step, the graph dropped in between: memory does not depend on T. */
export function learnStepwise(
  { model, optimizer, steps, step, monitor = null }: Lesson,
  update: Update,
  trace: Trace | null,
): LessonResult {
  const loss = new RunningSum();
  const logits = new RunningSum();
  const learn = (t: number): void => {
    const result = checkStep(step(t));
    result.loss.div(steps).backward();
    loss.add(result.loss);
    logits.add(result.logits);
    if (update === 'accumulate') return;
    optimizer.step();
    optimizer.zeroGrad();
  };
  try {
    optimizer.zeroGrad();
    sequence(model, steps, learn, { trace, monitor });
    if (update === 'accumulate') optimizer.step();
    return { loss: loss.dividedBy(steps), logits: logits.dividedBy(1) };
  } finally {
    loss.dispose();
    logits.dispose();
  }
}
