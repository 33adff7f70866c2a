import { runScript } from '../machine/child.js';
import { runTorch } from './torch.js';

/** The largest relative difference of two programs that agree in float64. Measured on 30 November 2026: 3e-14 for VGG, 1e-14 for ResNet-19. */
const tolerance = 1e-9;

/** A gradient below this fraction of the largest is rounding: that of a bias before a norm is exactly 0. */
const negligible = 1e-12;

/**
 * Computes one training step here and in PyTorch and compares all figures. Both compute in float64, where rounding changes no spike.
 *
 * @param options files of weights and of a batch, and the network of `step.py`
 */
export async function prove(options) {
  console.error('comparing with PyTorch in float64');
  const exact = { ...options, threads: 1, repeat: 1, dtype: 'float64' };
  const [ours, theirs] = [await runScript(new URL('./ours.js', import.meta.url), exact), await runTorch(exact)];
  const worst = largestDifference(ours, theirs);
  return { losses: { ours: ours.losses, theirs: theirs.losses }, worst, holds: worst < tolerance };
}

/** The largest relative difference of losses, firing rates and norms of gradients. NaN if a figure of one program is missing in the other. */
export function largestDifference(ours, theirs) {
  const pairsOf = (figure) => {
    const paths = new Set([...Object.keys(ours[figure]), ...Object.keys(theirs[figure])]);
    return [...paths].map((path) => [ours[figure][path], theirs[figure][path]]);
  };
  const least = negligible * Math.max(...Object.values(ours.gradients));
  // A missing gradient is not below `least`, so it stays.
  const gradients = pairsOf('gradients').filter((pair) => !pair.every((norm) => norm < least));
  const pairs = [...pairsOf('losses'), ...pairsOf('rates'), ...gradients];
  return Math.max(...pairs.map(([a, b]) => Math.abs(a - b) / Math.abs(b)));
}
