import { noGrad, sameShape, ShapeError, formatShape, type Tensor } from '@spikegrad/core';

/** A tensor between neurons. It may have presynaptic activity, which replaces it in weight gradients. */
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

/** The presynaptic activity of `x`, in the form of the options of `conv2d` and `linear`. */
export function presynapticOf(x: Signal): { readonly presynaptic?: Tensor } {
  return x.presynaptic ? { presynaptic: x.presynaptic } : {};
}

/** Applies a linear, time-invariant map to a value and to its presynaptic activity. */
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

/** The same signal without a graph, with its activity. It shares memory. */
export const detached = (x: Signal): Signal => mapSignal(x, (each) => each.detach());

/** Frees a value and its presynaptic activity. */
export function disposeSignal(x: Signal | null): void {
  x?.presynaptic?.dispose();
  x?.dispose();
}

/** `a + b`, with the sum of their activities. If only one has activity, the other contributes its value. */
export function addSignals(a: Signal, b: Signal): Signal {
  const y = a.add(b);
  if (!a.presynaptic && !b.presynaptic) return y;
  return signal(
    y,
    noGrad(() => (a.presynaptic ?? a.detach()).add(b.presynaptic ?? b.detach())),
  );
}
