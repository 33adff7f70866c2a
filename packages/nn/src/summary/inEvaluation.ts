import { noGrad } from '@spikegrad/core';
import type { Module } from '../module/module.js';

/** Runs `body` with a model in evaluation mode, without recording. Afterwards every module has its previous mode. */
export const inEvaluation = <R>(model: Module, body: () => R): R => inEvaluationMode(model, () => noGrad(body));

/** The same without a change of recording. */
export function inEvaluationMode<R>(model: Module, body: () => R): R {
  const modes = model.modules().map((module) => ({ module, training: module.training }));
  try {
    model.eval();
    return body();
  } finally {
    // Parents come first, so a submodule with its own mode gets it back last.
    for (const { module, training } of modes) module.train(training);
  }
}
