import { noGrad, scope, ShapeError, formatShape, type Tensor } from '@spikegrad/core';
import { forwardSequence, sequence } from '@spikegrad/nn';
import {
  checkBatch,
  checkStep,
  type LearningRule,
  type TrainingBatch,
  type StepResult,
  type MultiStep,
} from './learningRule.js';

/**
 * Back-propagation through time. The graph of all steps is kept, gradients flow through `λ · v` and the detached reset,
 * and there is one backward pass of the summed loss. Online rules are compared with it. A batch with `multiStep` runs
 * through the network in one call, layer by layer. This is faster, and norms over all steps need it.
 *
 * Memory is linear in T.
 */
export const bptt = (): LearningRule => ({
  name: 'bptt',
  learn: (batch) =>
    scope(() => {
      const { optimizer, steps } = checkBatch('bptt', batch);
      optimizer.zeroGrad();
      const results = batch.multiStep ? inOneCall(batch, batch.multiStep) : stepByStep(batch);
      const loss = total(results.map((result) => result.loss)).div(steps);
      loss.backward();
      optimizer.step();
      batch.monitor?.checkWeights();
      const logits = noGrad(() => total(results.map((result) => result.logits)));
      return { loss: loss.detach(), logits: logits.detach() };
    }),
});

const stepByStep = ({ model, steps, step, monitor = null, parts = null }: TrainingBatch): readonly StepResult[] =>
  sequence(model, steps, (t) => checkStep(step(t)), { throughTime: true, monitor, parts });

function inOneCall(
  { model, steps, monitor = null, parts = null }: TrainingBatch,
  { frames, result }: MultiStep,
): readonly StepResult[] {
  const x = frames();
  if (x.shape[0] !== steps) throw new ShapeError('bptt', `frames of ${steps} steps, [T, N, …]`, formatShape(x.shape));
  const logits = forwardSequence(model, x, { monitor, parts });
  return Array.from({ length: steps }, (_, t) => checkStep(result(logits.select(0, t), t)));
}

const total = (values: readonly Tensor[]): Tensor => values.reduce((sum, value) => sum.add(value));
