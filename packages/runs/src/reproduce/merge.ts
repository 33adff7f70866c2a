import { basename, join } from 'node:path';
import { chunksOfRegular } from '@spikegrad/data';
import type { Reporter } from '@spikegrad/datasets';
import { type FileSystem, namesIn, type OpenFile, placeFolder, replaceFileBy, writeAll } from '@spikegrad/files';
import type { Standings } from './queue.js';
import { clearShell, standingOf } from './standing.js';

/**
 * Copies runs that other machines have finished. A run is copied, without its checkpoints, if it is absent here and finished with the same config in
 * one of `others`.
 *
 * @param others folders that `reproduce` wrote on other machines
 * @returns the state of every run afterwards
 */
export async function merge(
  standings: readonly Standings[],
  others: readonly string[],
  { say, warn }: Pick<Reporter, 'say' | 'warn'>,
  files: FileSystem,
): Promise<Standings[]> {
  const merged: Standings[] = [];
  for (const { job, standing } of standings) {
    let now = standing;
    const name = `${job.row.name}, seed ${job.seed}`;
    for (const other of others) {
      if (now.state !== 'absent') break;
      const folder = join(other, 'runs', basename(job.folder));
      const { state, ...found } = await standingOf({ ...job, folder });
      if ('why' in found) warn(`${name} in ${other} is broken and not copied: ${found.why}`);
      if (state !== 'finished') continue;
      await clearShell(job.folder);
      await placeFolder(job.folder, (place) => copyFiles(folder, place, files), files);
      now = await standingOf(job);
      say(`${name}: copied from ${other}`);
    }
    merged.push({ job, standing: now });
  }
  return merged;
}

/** Files and folders that a finished run does not need. */
const notCopied: ReadonlySet<string> = new Set(['checkpoints', 'run.lock']);

async function copyFiles(from: string, to: string, files: FileSystem): Promise<void> {
  for (const name of await namesIn(from, files)) {
    if (notCopied.has(name)) continue;
    const [source, kind] = [join(from, name), 'a file of a run'];
    const copy = async (file: OpenFile): Promise<void> => {
      for await (const chunk of chunksOfRegular(source, kind)) await writeAll(file, chunk);
    };
    await replaceFileBy(join(to, name), `to copy ${source}`, copy, files);
  }
}
