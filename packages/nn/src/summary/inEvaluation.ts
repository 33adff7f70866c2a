import { noGrad } from '@spikegrad/core';
import type { Module } from '../module/module.js';

/** Runs `body` with a model in evaluation and the tape off; every module is left in the mode it was in. */
export const inEvaluation = <R>(model: Module, body: () => R): R => inEvaluationMode(model, () => noGrad(body));

/** The same with the tape as it was. */
export function inEvaluationMode<R>(model: Module, body: () => R): R {
  const modes = model.modules().map((module) => ({ module, training: module.training }));
  try {
    model.eval();
    return body();
  } finally {
    // Parents come first, so a part that was in another mode than the whole has the last word.
    for (const { module, training } of modes) module.train(training);
  }
}
