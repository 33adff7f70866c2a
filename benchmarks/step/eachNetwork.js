import { batchOf, warmWeights } from './files.js';
import { sideBySide } from './sideBySide.js';

/** Measures a training step of every network, with one thread and with two. @param networks those of `sideBySide`, with a width each */
export async function eachNetwork(networks, { torch, quick }) {
  const runs = [];
  for (const each of networks) {
    const { network, width, size } = each;
    const { file: weights } = await warmWeights({ quick, network, width });
    const files = { weights, batch: await batchOf(size) };
    for (const threads of [1, 2]) runs.push(...(await sideBySide(each, threads, files, { torch, quick })));
  }
  return runs;
}
