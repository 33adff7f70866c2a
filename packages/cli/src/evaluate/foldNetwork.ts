import { scope, ValueError } from '@spikegrad/core';
import { Conv2d, Linear, loadStateDict, stateDict, type Module, type StateEntry } from '@spikegrad/nn';
import { fold, RunningNorm } from '@spikegrad/normalization';

/**
 * Loads a trained network into one of the same build without norms, every norm folded into the synapse that it follows.
 *
 * @param plain the same network with `noNorm` in the place of every norm
 * @throws ValueError where a norm does not directly follow a synapse
 */
export async function foldNetwork(model: Module, plain: Module): Promise<void> {
  const entries = new Map<string, StateEntry>(Object.entries(await stateDict(model)));
  let before: { readonly path: string; readonly value: Module } | undefined;
  for (const found of model.namedModules()) {
    if (found.value instanceof RunningNorm) {
      const synapse = before?.value;
      if (!(synapse instanceof Conv2d || synapse instanceof Linear))
        throw new ValueError('foldNetwork', `a synapse directly before ${found.path}`, before?.path ?? 'nothing');
      for (const path of entries.keys()) if (path.startsWith(`${found.path}.`)) entries.delete(path);
      for (const [name, entry] of Object.entries(await folded(synapse, found.value)))
        entries.set(`${before!.path}.${name}`, entry);
    }
    before = found;
  }
  loadStateDict(plain, Object.fromEntries(entries));
}

async function folded(synapse: Conv2d | Linear, norm: RunningNorm): Promise<Readonly<Record<string, StateEntry>>> {
  const { weight, bias } = scope(() => fold(synapse, norm));
  try {
    return {
      weight: { shape: weight.shape, data: await weight.data() },
      bias: { shape: bias.shape, data: await bias.data() },
    };
  } finally {
    weight.dispose();
    bias.dispose();
  }
}
