import type { Module } from '@spikegrad/nn';
import { OTS, RunningNorm } from '@spikegrad/normalization';

/**
 * Evaluates a model with the statistics and thresholds of each batch and step instead of the running ones, and then
 * restores its settings.
 *
 * @param evaluate evaluates the model
 */
export async function dynamically<R>(model: Module, evaluate: () => Promise<R>): Promise<R> {
  const parts = model.modules().filter((module) => module instanceof RunningNorm || module instanceof OTS);
  const before = parts.map(({ evaluation }) => evaluation);
  for (const part of parts) part.evaluation = 'dynamic';
  try {
    return await evaluate();
  } finally {
    for (const [i, part] of parts.entries()) Object.assign(part, { evaluation: before[i] });
  }
}
