/**
 * How far two programs may be apart by precision, between what shares of neurons every layer has to fire (dead networks agree on everything),
 * and of how many float32 training steps a membrane may lie so near its threshold that rounding decides.
 */
export const bounds = { float64: 1e-8, float32: 1e-4, rates: [0.02, 0.5], flipped: 0.25 };

/** Whether a comparison of `count` training steps is within its bounds. NaN is not. */
export const holds = ({ dtype, state, loss, flipped, rates }, count) =>
  Math.max(state, loss) <= bounds[dtype] &&
  flipped <= bounds.flipped * count &&
  Object.values(rates).length > 0 &&
  Object.values(rates).every(([least, most]) => least >= bounds.rates[0] && most <= bounds.rates[1]);
