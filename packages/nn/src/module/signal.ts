import { noGrad, sameShape, ShapeError, formatShape, type Tensor } from '@spikegrad/core';

/** A tensor on its way between neurons, with the presynaptic activity that stands in for it in weight gradients, if any. */
export type Signal = Tensor & { readonly presynaptic?: Tensor };

/** Attaches presynaptic activity of the same shape to a value. @throws ShapeError */
export function signal(value: Tensor, presynaptic: Tensor): Signal {
  if (!sameShape(presynaptic.shape, value.shape))
    throw new ShapeError(
      'signal',
      `presynaptic activity of shape ${formatShape(value.shape)}`,
      formatShape(presynaptic.shape),
    );
  return Object.assign(value, { presynaptic });
}

/** The activity that travels with `x`, as the options of `conv2d` and `linear` take it. */
export function presynapticOf(x: Signal): { readonly presynaptic?: Tensor } {
  return x.presynaptic ? { presynaptic: x.presynaptic } : {};
}

/** Applies a linear, time-invariant map to a value and to the activity that travels with it. */
export function mapSignal(x: Signal, map: (x: Tensor) => Tensor): Signal {
  const { presynaptic } = x;
  const y = map(x);
  return presynaptic
    ? signal(
        y,
        noGrad(() => map(presynaptic)),
      )
    : y;
}

/** The same signal off the tape, with its activity; shares memory. */
export const detached = (x: Signal): Signal => mapSignal(x, (each) => each.detach());

/** Frees a value and the activity that travels with it. */
export function disposeSignal(x: Signal | null): void {
  x?.presynaptic?.dispose();
  x?.dispose();
}

/** `a + b`, and the sum of the activity that travels with them; beside a trace, a value without one stands for itself. */
export function addSignals(a: Signal, b: Signal): Signal {
  const y = a.add(b);
  if (!a.presynaptic && !b.presynaptic) return y;
  return signal(
    y,
    noGrad(() => (a.presynaptic ?? a.detach()).add(b.presynaptic ?? b.detach())),
  );
}
