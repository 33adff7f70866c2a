import { stat } from 'node:fs/promises';
import { codeOf } from '@spikegrad/files';
import { dataSets, type FormatName, kindOf, setNames } from '@spikegrad/data';
import { formats } from '../formats/formats.js';
import { getCommand, infoCommand, SetError } from '../sets/setError.js';
import { sets } from '../sets/sets.js';

/**
 * Checks that files or folders of data exist, before any work.
 *
 * @param field the field with their paths, such as `data.train`
 * @throws SetError for the first missing one
 */
export async function expectFiles(field: string, paths: readonly string[], format: FormatName): Promise<void> {
  const { kind, folder } = formats[format];
  const wanted = folder ? 'folder' : 'file';
  for (const path of paths) {
    const received = await stat(path).then(
      (found) => (kindOf(found) === `a ${wanted}` ? null : kindOf(found)),
      (error: unknown) => (codeOf(error) === 'ENOENT' ? `no ${wanted}` : (codeOf(error) ?? String(error))),
    );
    if (received === null) continue;
    throw new SetError(path, `a ${wanted} of ${field}, ${kind},`, received, adviceFor(format));
  }
}

/** What to do: give another path, or get a set of this format. */
function adviceFor(format: FormatName): string {
  const ways = setNames
    .filter((name) => dataSets[name].format === format)
    .map((name) => {
      const set = sets[name];
      return `\`${set.kind === 'published' ? getCommand(set) : infoCommand(set)}\` and set data to { "set": "${name}" }`;
    });
  return `give an existing path, or run ${ways.join(', or ')}`;
}
