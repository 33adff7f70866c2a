import { join } from 'node:path';
import { type DataConfig, formatOf, type Part } from '@spikegrad/data';
import { expectFiles } from './expectFiles.js';
import { inspect } from './inspect.js';
import { inspectProvided } from './inspectProvided.js';
import type { ProvidedSet, PublishedSet } from '../sets/published.js';
import { getCommand, infoCommand, SetError } from '../sets/setError.js';
import { sets, setsFolder } from '../sets/sets.js';

/** The files or folders of both parts. */
type Paths = Readonly<Record<Part, readonly string[]>>;

/**
 * The files or folders of a config's data: the given ones, or those of its set.
 *
 * @param needed which of the given ones must exist
 * @param dir the folder of all sets. @defaultValue `setsFolder()`
 * @throws SetError for a missing file or folder, and for an incomplete set, checked by the sizes or the number of its
 * files
 */
export async function filesOf(
  data: DataConfig,
  needed: readonly Part[] = ['train', 'test'],
  dir?: string,
): Promise<Paths> {
  if (data.set === undefined) {
    const { train = [], test = [] } = data;
    const files = { train, test };
    for (const part of needed) await expectFiles(`data.${part}`, files[part], formatOf(data));
    return files;
  }
  const set = sets[data.set];
  const folder = join(setsFolder(dir), set.name);
  switch (set.kind) {
    case 'published':
      return filesOfPublished(set, folder);
    case 'provided':
      return pathsOfProvided(set, folder);
  }
  set satisfies never;
}

async function filesOfPublished(set: PublishedSet, folder: string): Promise<Paths> {
  const { files, state } = await inspect(set, folder, { sums: false });
  if (state !== 'complete') {
    const wrong = files.filter((each) => each.state !== 'right');
    const received =
      state === 'absent' ? 'none of its files' : wrong.map(({ file, found }) => `${file.name}: ${found}`);
    throw new SetError(folder, set.title, String(received), `run \`${getCommand(set)}\` first`);
  }
  const of = (part: Part): readonly string[] =>
    set.files.filter((file) => file.part === part).map(({ name }) => join(folder, name));
  return { train: of('train'), test: of('test') };
}

async function pathsOfProvided(set: ProvidedSet, folder: string): Promise<Paths> {
  const { parts, state, lookalike } = await inspectProvided(set, folder);
  if (state !== 'complete') {
    const wrong = parts.filter((each) => each.state !== 'right').map(({ part, found }) => `${part}: ${found}`);
    const received = [...wrong, ...(lookalike === null ? [] : [`and ${lookalike}`])].join('; ');
    const advice = `\`${infoCommand(set)}\` prints the folder layout; to train on a part of it, use data.format, data.train and data.test`;
    throw new SetError(folder, set.title, received, advice);
  }
  const [train, test] = parts.map(({ path }) => [path]);
  return { train: train!, test: test! };
}
