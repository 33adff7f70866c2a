import { runScript } from '../machine/child.js';
import { runTorch } from './torch.js';

/** How far both programs may be apart in float64: rounding, without a spike that differs. */
const roundingOnly = 1e-9;

/** A gradient of this share of the largest is rounding alone: what is added before a norm has none. */
const nothing = 1e-12;

/**
 * Computes one training step here and in PyTorch, both in float64, where no spike differs by rounding: then every figure must agree.
 *
 * @param options files of weights and of a batch, and the network of `step.py`
 */
export async function prove(options) {
  console.error('comparing with PyTorch in float64');
  const both = { ...options, threads: 1, repeat: 1, dtype: 'float64' };
  const [ours, theirs] = [await runScript(new URL('./ours.js', import.meta.url), both), await runTorch(both)];
  const apart = worst(ours, theirs);
  return { losses: { ours: ours.losses, theirs: theirs.losses }, worst: apart, holds: apart < roundingOnly };
}

/** The largest relative difference of losses, rates and norms of the weights' gradients. */
function worst(ours, theirs) {
  const largest = Math.max(...Object.values(ours.gradients));
  const pairsOf = (figure) => Object.entries(ours[figure]).map(([path, value]) => [value, theirs[figure][path]]);
  const gradients = pairsOf('gradients').filter((pair) => Math.max(...pair) > nothing * largest);
  const pairs = [...ours.losses.map((loss, i) => [loss, theirs.losses[i]]), ...pairsOf('rates'), ...gradients];
  return Math.max(...pairs.map(([a, b]) => Math.abs(a - b) / Math.abs(b)));
}
