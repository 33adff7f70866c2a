import { keep, noGrad, scope, ValueError, type Tensor } from '@spikegrad/core';
import type { Parameter } from '../module/parameter.js';

const graded = (parameters: readonly Parameter[]): readonly Parameter[] =>
  parameters.filter(({ grad }) => grad !== null);

function replaceGradient(parameter: Parameter, change: (gradient: Tensor) => Tensor): void {
  const before = parameter.grad!;
  parameter.grad = keep(change(before));
  before.dispose();
}

/**
 * Scales all gradients by one factor so that their joint Euclidean norm is at most `limit`. Nothing is read back.
 *
 * @returns the norm before clipping, a scalar
 */
export function clipGradientNorm(parameters: readonly Parameter[], limit: number): Tensor {
  if (!(limit > 0)) throw new ValueError('clipGradientNorm', 'a limit above 0', String(limit));
  const learning = graded(parameters);
  if (learning.length === 0) throw new ValueError('clipGradientNorm', 'at least one gradient', 'none');
  return scope(() =>
    noGrad(() => {
      const norm = learning
        .map(({ grad }) => grad!.mul(grad!).sum())
        .reduce((a, b) => a.add(b))
        .sqrt();
      const factor = norm.add(1e-6).pow(-1).mul(limit).minimum(1);
      for (const parameter of learning) replaceGradient(parameter, (gradient) => gradient.mul(factor));
      return norm;
    }),
  );
}

/** Clips every entry of every gradient to ±`limit`. */
export function clipGradientValue(parameters: readonly Parameter[], limit: number): void {
  if (!(limit > 0)) throw new ValueError('clipGradientValue', 'a limit above 0', String(limit));
  noGrad(() => {
    for (const parameter of graded(parameters)) replaceGradient(parameter, (gradient) => gradient.clamp(-limit, limit));
  });
}
