import { batchOf, warmWeights } from '../step/files.js';
import { sideBySide } from '../step/sideBySide.js';
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
  const runs = [];
  for (const network of networks) {
    const { file: weights } = await warmWeights({ quick, width: network.width });
    const files = { weights, batch: await batchOf(network.size) };
    for (const threads of [1, 2]) runs.push(...(await sideBySide(network, threads, files, { torch, quick })));
  }
  return { torch, runs };
}
