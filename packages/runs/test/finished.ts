import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** The files of a finished run that say everything there is to say about it, as they are on the disk. */
export async function filesOf(run: string): Promise<Readonly<Record<string, string>>> {
  const names = ['config.json', 'metrics.jsonl', 'model.safetensors', 'curves.svg'];
  const contents = names.map(async (name) => [name, (await readFile(join(run, name))).toString('latin1')] as const);
  return Object.fromEntries(await Promise.all(contents));
}
