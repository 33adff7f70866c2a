import { join } from 'node:path';
import type { RunConfig } from '../config/schema.js';
import { expectFiles } from './expectFiles.js';
import { inspect } from './inspect.js';
import type { SetFile } from './published.js';
import { getCommand, SetError } from './setError.js';
import { sets, setsFolder } from './sets.js';

/**
 * The files that a config's data stands for: its own, or those of its set.
 *
 * @param needed which of its own files must be there
 * @throws SetError for a file that is not there, and a set that is not whole, going by the sizes of its files
 */
export async function filesOf(
  data: RunConfig['data'],
  needed: readonly SetFile['part'][] = ['train', 'test'],
): Promise<{ readonly train: readonly string[]; readonly test: readonly string[] }> {
  if (data.set === undefined) {
    const { train = [], test = [] } = data;
    const files = { train, test };
    for (const part of needed) await expectFiles(`data.${part}`, files[part]);
    return files;
  }
  const set = sets[data.set];
  const folder = join(setsFolder(), set.name);
  const { files, state } = await inspect(set, folder, { sums: false });
  if (state !== 'complete') {
    const wrong = files.filter((each) => each.state !== 'right');
    const received =
      state === 'absent' ? 'none of its files' : wrong.map(({ file, found }) => `${file.name}: ${found}`);
    throw new SetError(folder, set.title, String(received), `run \`${getCommand(set)}\` first`);
  }
  const of = (part: SetFile['part']): readonly string[] =>
    set.files.filter((file) => file.part === part).map(({ name }) => join(folder, name));
  return { train: of('train'), test: of('test') };
}
