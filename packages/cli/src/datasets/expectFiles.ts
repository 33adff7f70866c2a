import { sizeOf } from './inspect.js';
import { SetError } from './setError.js';

/**
 * Looks whether files of data are there, before anything is begun.
 *
 * @param field what named them, such as `data.train`
 * @throws SetError for the first that is not
 */
export async function expectFiles(field: string, paths: readonly string[]): Promise<void> {
  for (const path of paths) {
    if ((await sizeOf(path)) !== null) continue;
    const mend = 'name one that is there, or run `spikegrad data get cifar10` and set data to { "set": "cifar10" }';
    throw new SetError(path, `a file of ${field}`, 'no file', mend);
  }
}
