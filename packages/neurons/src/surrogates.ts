import { Expression, ValueError } from '@spikegrad/core';

/**
 * A surrogate gradient: it replaces the derivative of a spike, `dH(x)/dx` at `x = u − θ`. For your own, make an object
 * of this form once and share it: backends compile it by identity.
 *
 * @example
 * const boxcar: Surrogate = { name: 'boxcar', slope: (x) => x.abs().less(1).mul(0.5) };
 */
export interface Surrogate {
  readonly name: string;
  /** The slope at `x = u − θ`. */
  slope(x: Expression): Expression;
}

/** A family of surrogates, one for each steepness `α`. */
function family(name: string, usual: number, slope: (x: Expression, alpha: number) => Expression) {
  const make = (alpha: number = usual): Surrogate => {
    if (!(alpha > 0 && Number.isFinite(alpha)))
      throw new ValueError(`${name} surrogate`, 'a steepness above 0', String(alpha));
    return { name: `${name} ${alpha}`, slope: (x) => slope(x, alpha) };
  };
  return Object.defineProperty(make, 'name', { value: name }); // counterexamples of property tests print it
}

/** `α σ(αx) (1 − σ(αx))`, the slope of `σ(αx)`. @param alpha steepness, 4 by default */
export const sigmoid = family('sigmoid', 4, (x, alpha) => {
  const s = x.mul(alpha).sigmoid();
  return s.sub(s.mul(s)).mul(alpha);
});

/** `(α/2) / (1 + (παx/2)²)`, the slope of `atan(παx/2)/π + ½`. @param alpha steepness, 2 by default */
export const atan = family('atan', 2, (x, alpha) => {
  const z = x.mul((Math.PI * alpha) / 2);
  return Expression.of(alpha / 2).div(z.mul(z).add(1));
});

/** `max(0, α − α²|x|)`, the slope of `½ + αx − ½α²x|x|` (0 and 1 outside). @param alpha peak, 1 by default */
export const triangle = family('triangle', 1, (x, alpha) =>
  Expression.of(alpha)
    .sub(x.abs().mul(alpha * alpha))
    .relu(),
);

/** `α` where `|x| < 1/(2α)`, the slope of `clip(αx + ½, 0, 1)`. @param alpha height, 1 by default */
export const rectangle = family('rectangle', 1, (x, alpha) =>
  x
    .abs()
    .less(1 / (2 * alpha))
    .mul(alpha),
);

/** `(α/2) e^(−α|x|)`, the slope of `½e^(αx)` below 0 and `1 − ½e^(−αx)` above. @param alpha steepness, 1 by default */
export const piecewiseExp = family('piecewiseExp', 1, (x, alpha) =>
  x
    .abs()
    .mul(-alpha)
    .exp()
    .mul(alpha / 2),
);

/** `(α/2) / (1 + α|x|)²`, the slope of `½(αx/(1 + α|x|) + 1)`. @param alpha steepness, 2 by default */
export const softSign = family('softSign', 2, (x, alpha) => {
  const z = x.abs().mul(alpha).add(1);
  return Expression.of(alpha / 2).div(z.mul(z));
});

/** `α / (1 + |x|)²`, the slope of `αx/(1 + |x|)`. @param alpha scale, 1 by default */
export const superSpike = family('superSpike', 1, (x, alpha) => {
  const z = x.abs().add(1);
  return Expression.of(alpha).div(z.mul(z));
});

/** `(α/√π) e^(−α²x²)`, the slope of `½ erfc(−αx)`. @param alpha steepness, 2 by default */
export const erf = family('erf', 2, (x, alpha) =>
  x
    .mul(x)
    .mul(-alpha * alpha)
    .exp()
    .mul(alpha / Math.sqrt(Math.PI)),
);
