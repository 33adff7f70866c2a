import { checkNoOthers, elementwise, noGrad, sameShape, ShapeError, formatShape, type Tensor } from '@spikegrad/core';
import { fire, type FireResult, type Reset } from './fire.js';
import { sigmoid, type Surrogate } from './surrogates.js';

/** The surrogate of the paper, sigmoid of steepness 4; one object, so that it is compiled once. */
export const defaultSurrogate = sigmoid();

/** The reset of the library; see `docs/defaults.md` for the measurement. */
export const defaultReset: Reset = 'soft';

/** @see lifStep */
export interface LifStepOptions {
  /** λ = 1 − 1/τ, the fraction of the membrane that the next step gets; a tensor if it is learned. */
  readonly leak: number | Tensor;
  /** θ for the charged membrane; no gradient flows through it. */
  readonly threshold: (u: Tensor) => Tensor;
  /** The increase of θ, a tensor that broadcasts to the input. Gradients flow through it. @defaultValue nothing */
  readonly thresholdIncrease?: Tensor | null;
  /** @defaultValue `'soft'` */
  readonly reset?: Reset;
  /** @defaultValue sigmoid of steepness 4 */
  readonly surrogate?: Surrogate;
}

/** Spikes, the membrane after reset, and the charged membrane and threshold they came from. */
export interface LifStepResult extends FireResult {
  readonly u: Tensor;
  readonly theta: Tensor;
}

const charge = elementwise('lif charge', ['x', 'v'], ['leak'], ({ x, v, leak }) => leak.mul(v).add(x));
const chargeLearned = elementwise('lif charge', ['x', 'v', 'leak'], [], ({ x, v, leak }) => leak.mul(v).add(x));

/**
 * One step of a leaky integrate-and-fire neuron: `u = λ v + x`, `s = [u ≥ θ]`, then `v' = u (1 − s)` (hard reset) or
 * `v' = u − s θ` (soft). The reset is detached. If u or θ is NaN, the spike is NaN.
 *
 * @param x input current, any shape
 * @param v membrane after the last reset, of the same shape; `null` at rest
 * @throws ShapeError if the membrane and the input have different shapes
 * @see ICLR 2024, Eq. 2–4
 */
export function lifStep(x: Tensor, v: Tensor | null, options: LifStepOptions): LifStepResult {
  const { leak, threshold, thresholdIncrease, reset = defaultReset, surrogate = defaultSurrogate, ...others } = options;
  checkNoOthers('lifStep', others);
  if (v && !sameShape(x.shape, v.shape))
    throw new ShapeError('lifStep', `a membrane of the input's shape ${formatShape(x.shape)}`, formatShape(v.shape));
  const u = v === null ? x : typeof leak === 'number' ? charge({ x, v }, { leak }) : chargeLearned({ x, v, leak });
  const usual = noGrad(() => threshold(u));
  const theta = thresholdIncrease ? usual.add(thresholdIncrease) : usual;
  return { u, theta, ...fire(u, theta, surrogate, reset) };
}
