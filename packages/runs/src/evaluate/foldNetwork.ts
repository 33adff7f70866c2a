import { noGrad, scope, ValueError, type Tensor } from '@spikegrad/core';
import {
  ChannelAffine,
  Conv2d,
  Linear,
  loadStateDict,
  stateDict,
  type Named,
  type Module,
  type StateEntry,
} from '@spikegrad/nn';
import { fold, RunningNorm } from '@spikegrad/normalization';

/**
 * Loads a trained network into one of the same structure whose norms are `foldedNorm`. Every norm is folded into the
 * synapse before it, or becomes one scale and shift per channel where the other network has a place for that.
 *
 * @throws ValueError where a norm does not directly follow a synapse
 */
export async function foldNetwork(model: Module, plain: Module): Promise<void> {
  const entries = new Map<string, StateEntry>(Object.entries(await stateDict(model)));
  const left = new Map(plain.namedModules().map(({ path, value }) => [path, value]));
  let before: Named<Module> | undefined;
  for (const found of model.namedModules()) {
    const { path, value: norm } = found;
    if (norm instanceof RunningNorm) {
      for (const name of entries.keys()) if (name.startsWith(`${path}.`)) entries.delete(name);
      const stays = left.get(path) instanceof ChannelAffine;
      const place = stays ? path : synapsePath(path, before);
      const made = scope(() => noGrad(() => (stays ? norm.affine() : fold(before!.value as Conv2d | Linear, norm))));
      for (const [name, tensor] of Object.entries<Tensor>({ ...made }))
        entries.set(`${place}.${name}`, await taken(tensor));
    }
    before = found;
  }
  loadStateDict(plain, Object.fromEntries(entries));
}

function synapsePath(norm: string, before: Named<Module> | undefined): string {
  if (before?.value instanceof Conv2d || before?.value instanceof Linear) return before.path;
  throw new ValueError('foldNetwork', `a synapse directly before ${norm}`, before?.path ?? 'nothing');
}

async function taken(tensor: Tensor): Promise<StateEntry> {
  try {
    return { shape: tensor.shape, data: await tensor.data() };
  } finally {
    tensor.dispose();
  }
}
