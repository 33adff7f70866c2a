import { eachNetwork } from '../step/eachNetwork.js';
import { findTorch } from '../step/torch.js';

/** Widths and batch sizes that a laptop can train, with the numbers of turns and of timed steps in full and in quick runs. */
const networks = [
  { width: 0.25, size: 32, turns: [2, 1], repeat: [6, 3] },
  { width: 0.25, size: 64, turns: [2, 1], repeat: [4, 2] },
  { width: 0.125, size: 64, turns: [2, 1], repeat: [6, 3] },
];

/**
 * Measures the training step of the paper's VGG with fewer channels, in Spikegrad and in PyTorch, from the same weights on the same images.
 */
export async function measureNarrow({ quick }) {
  const torch = await findTorch();
  return { torch, runs: await eachNetwork(networks, { torch, quick }) };
}
