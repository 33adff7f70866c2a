import { eachNetwork } from '../step/eachNetwork.js';
import { batchOf, warmWeights } from '../step/files.js';
import { prove } from '../step/proof.js';
import { findTorch } from '../step/torch.js';

const network = 'resnet19';

/** Widths and batch sizes, with the numbers of turns and of timed steps in full and in quick runs. */
const networks = [
  { network, width: 1, size: 16, turns: [2, 1], repeat: [2, 1] },
  { network, width: 0.25, size: 64, turns: [2, 1], repeat: [3, 2] },
];

/** Measures the training step of the paper's ResNet-19, in Spikegrad and in PyTorch, from the same weights on the same images. */
export async function measureResnet({ quick }) {
  const torch = await findTorch();
  const width = 0.25;
  const { file: weights } = await warmWeights({ quick, network, width });
  const proof = torch.absent ? null : await prove({ network, width, weights, batch: await batchOf(2) });
  const runs = await eachNetwork(networks, { torch, quick });
  return { torch, proof, holds: proof === null || proof.holds, runs };
}
