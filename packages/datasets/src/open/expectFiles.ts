import { stat } from 'node:fs/promises';
import { codeOf } from '@spikegrad/files';
import { type FormatName, kindOf } from '@spikegrad/data';
import { formats } from '../formats/formats.js';
import { SetError } from '../sets/setError.js';

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
    const advice = 'give an existing path, or run `spikegrad data get cifar10` and set data to { "set": "cifar10" }';
    throw new SetError(path, `a ${wanted} of ${field}, ${kind},`, received, advice);
  }
}
