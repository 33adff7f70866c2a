import { meta, sameShape } from '@spikegrad/core';
import type { StateDict } from '@spikegrad/nn';
import { buildNetwork, limits, type NetworkName, networkNames, networks, parseConfig } from '@spikegrad/trainer';
import { dimensionsIn, outerLayers, type Dimensions } from './dimensions.js';
import { ReleasedError } from './releasedError.js';
import { passagesOf, type Passage } from './translate.js';

/** The section of a config that describes the network. */
export interface Choice {
  readonly name: NetworkName;
  readonly depth: number;
  readonly classifier: 'light' | 'heavy';
  readonly stem: 'cifar' | 'imagenet';
  readonly width?: number;
}

/** The network of a file of released weights. */
export interface Recognised extends Dimensions {
  readonly model: Choice;
}

const everyChoice = networkNames.flatMap((name) =>
  networks[name].depths.flatMap((depth) =>
    (['light', 'heavy'] as const)
      .filter((classifier) => classifier === 'light' || networks[name].heavy)
      .flatMap((classifier) => (['cifar', 'imagenet'] as const).map((stem) => ({ name, depth, classifier, stem }))),
  ),
);

/** Finds the network of any width with these names and shapes. @throws ReleasedError */
export function recognise(entries: StateDict, file: string): Recognised {
  const names = Object.keys(entries); // built once, because a file may have a million names
  for (const choice of everyChoice) {
    const found = match(choice, entries, names.length);
    if (found) return found;
  }
  const shown = `${names.length} tensors: ${names.slice(0, 3).join(', ')} …`;
  throw new ReleasedError(file, `the state dict of ${networkNames.join(', ')}, with its released names`, shown);
}

function match(choice: Choice, entries: StateDict, count: number): Recognised | null {
  const published = released(choice, { classes: 1, channels: 1 });
  if (published.length !== count) return null;
  if (!published.every(({ theirs }) => Object.hasOwn(entries, theirs!))) return null;
  const { first } = outerLayers(published);
  const dimensions = dimensionsIn(entries, published, 'theirs');
  const width = (entries[first.theirs!]!.shape[0] ?? 0) / first.shape[0]!;
  if (!(width > 0 && width <= limits.width && dimensions.channels > 0 && dimensions.classes > 0)) return null;
  const model = { ...choice, width };
  const same = released(model, dimensions).every(({ theirs, shape }) => sameShape(entries[theirs!]!.shape, shape));
  return same ? { model, ...dimensions } : null;
}

function released(model: Choice, dimensions: Dimensions): readonly Passage[] {
  const norm = { name: networks[model.name].normed ? 'osr' : 'none' };
  const config = parseConfig({ data: { set: 'cifar10' }, model, norm }, 'recognise');
  return passagesOf(buildNetwork(config, dimensions, undefined, meta())).filter(({ theirs }) => theirs !== null);
}
