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
  /** The gradient of `y`, of its shape. @defaultValue 1, where `y` has one element */
  readonly gradient?: Tensor;
}

/**
 * Adds `∂y/∂leaf` to the `grad` of every leaf that requires a gradient and that `y` depends on. Then it frees the
 * graph, unless `retainGraph` is set.
 *
 * @throws GradientError without a graph, ShapeError for a gradient of another shape
 */
export function backward(y: Tensor, { gradient: first, ...graph }: BackwardOptions = {}): void {
  const addToGrad = (leaf: Tensor, gradient: Tensor): void => {
    const before = leaf.grad;
    leaf.grad = moveBeside(leaf, before ? add(before, gradient) : gradient);
    if (!graph.createGraph) before?.dispose();
  };
  const pass = (): void => propagate(y, firstGradient('backward', y, first), graph, null, addToGrad);
  if (graph.createGraph) pass();
  else scope(pass);
}

/**
 * Returns `∂y/∂x` for each of `xs`, of the shape of `x`. No `grad` is changed. The gradient is zeros if `y` does not
 * depend on `x`.
 *
 * @throws GradientError for an `x` that requires no gradient, ShapeError for a gradient of another shape
 */
export function grad<const Xs extends readonly Tensor[]>(
  y: Tensor,
  xs: Xs,
  { gradient: first, ...graph }: BackwardOptions = {},
): { readonly [Index in keyof Xs]: Tensor } {
  const wrong = xs.findIndex((x) => !x.requiresGrad);
  if (wrong >= 0) throw new GradientError('grad', 'inputs that require gradients', `input ${wrong}, which does not`);
  const found = new Map<Tensor, Tensor>();
  const pass = (): readonly Tensor[] => {
    propagate(y, firstGradient('grad', y, first), graph, new Set(xs), (x, gradient) => found.set(x, gradient));
    return xs.map((x) => found.get(x) ?? filled(x.backend, x.dtype, x.shape, 0));
  };
  const gradients = graph.createGraph ? pass() : scope(pass);
  return gradients as { readonly [Index in keyof Xs]: Tensor };
}

/**
 * Turns a function of tensors into one that returns its value and the gradients of its arguments.
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

function firstGradient(who: string, y: Tensor, gradient: Tensor | undefined): Tensor {
  if (!y.requiresGrad) throw new GradientError(who, 'a tensor that requires a gradient', 'one that does not');
  if (!gradient && y.size !== 1)
    throw new GradientError(who, 'a tensor of one element, or a `gradient` option', formatShape(y.shape));
  if (gradient && !sameShape(gradient.shape, y.shape))
    throw new ShapeError(who, formatShape(y.shape), formatShape(gradient.shape));
  return gradient ?? filled(y.backend, y.dtype, y.shape, 1);
}
