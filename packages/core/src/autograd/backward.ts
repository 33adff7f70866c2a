import { GradientError, ShapeError } from '../errors.js';
import { add } from '../ops/arithmetic.js';
import { filled } from '../ops/elementwise.js';
import { sameShape, formatShape } from '../shape.js';
import type { GraphOptions } from '../tape/methods.js';
import { withRecording } from '../tape/noGrad.js';
import { alias } from '../tape/record.js';
import { moveBeside, scope } from '../tape/scope.js';
import type { Tensor } from '../tape/tensor.js';
import { propagate } from './propagate.js';

/** @see Tensor.backward */
export interface BackwardOptions extends GraphOptions {
  /** The gradient to begin with. @defaultValue ones, for a tensor with one element */
  readonly gradient?: Tensor;
}

/** Accumulates `∂y/∂leaf` in the `grad` of every leaf under `y` that requires it; the graph is spent. */
export function backward(y: Tensor, options: BackwardOptions = {}): void {
  const deposit = (leaf: Tensor, gradient: Tensor): void => {
    const before = leaf.grad;
    leaf.grad = moveBeside(leaf, before ? add(before, gradient) : gradient);
    if (!options.createGraph) before?.dispose();
  };
  const pass = (): void => propagate(y, seedOf('backward', y, options.gradient), options, null, deposit);
  if (options.createGraph) pass();
  else scope(pass);
}

/** `∂y/∂x` for each of `xs`, leaving every `grad` alone; zeros where `y` does not depend on `x`. */
export function grad<const Xs extends readonly Tensor[]>(
  y: Tensor,
  xs: Xs,
  options: BackwardOptions = {},
): { readonly [Index in keyof Xs]: Tensor } {
  const odd = xs.findIndex((x) => !x.requiresGrad);
  if (odd >= 0) throw new GradientError('grad', 'inputs that require gradients', `input ${odd}, which does not`);
  const found = new Map<Tensor, Tensor>();
  const pass = (): readonly Tensor[] => {
    propagate(y, seedOf('grad', y, options.gradient), options, new Set(xs), (x, gradient) => found.set(x, gradient));
    return xs.map((x) => found.get(x) ?? filled(x.backend, x.dtype, x.shape, 0));
  };
  const gradients = options.createGraph ? pass() : scope(pass);
  return gradients as { readonly [Index in keyof Xs]: Tensor };
}

/**
 * Turns a function of tensors into one that gives its value and its gradients.
 *
 * @example
 * const { value, gradients } = valueAndGrad((x) => x.mul(x).sum())(tensor([3]));
 */
export const valueAndGrad =
  <Xs extends readonly Tensor[]>(f: (...xs: Xs) => Tensor) =>
  (...xs: Xs): { readonly value: Tensor; readonly gradients: { readonly [Index in keyof Xs]: Tensor } } =>
    scope(() =>
      withRecording(true, () => {
        const leaves = xs.map((x) => {
          const leaf = alias(x);
          leaf.requiresGrad = true;
          return leaf;
        }) as readonly Tensor[] as Xs;
        const value = f(...leaves);
        const gradients = grad(value, leaves);
        return { value: alias(value), gradients };
      }),
    );

function seedOf(who: string, y: Tensor, gradient: Tensor | undefined): Tensor {
  if (!y.requiresGrad) throw new GradientError(who, 'a tensor with a graph', 'one that requires no gradient');
  if (!gradient && y.size !== 1)
    throw new GradientError(who, 'one element, or a gradient to begin with', formatShape(y.shape));
  if (gradient && !sameShape(gradient.shape, y.shape))
    throw new ShapeError(who, formatShape(y.shape), formatShape(gradient.shape));
  return gradient ?? filled(y.backend, y.dtype, y.shape, 1);
}
