import { stat } from 'node:fs/promises';
import { FormatError } from '@spikegrad/core';
import { codeOf, sumOf } from '@spikegrad/files';

/** Files that are looked at at once. */
const atOnce = 64;

/** What files are, as far as their names, sizes and times of change tell. @throws FormatError for one that is not there */
export async function sourcesOf(files: readonly string[]): Promise<string> {
  const lines: string[] = [];
  for (let at = 0; at < files.length; at += atOnce)
    lines.push(...(await Promise.all(files.slice(at, at + atOnce).map(lineOf))));
  return sumOf(new TextEncoder().encode(lines.join('\n')));
}

async function lineOf(path: string): Promise<string> {
  const { size, mtimeMs } = await stat(path).catch((error: unknown) => {
    throw new FormatError(path, 'a file of recordings', codeOf(error) ?? String(error));
  });
  return `${path}\t${size}\t${mtimeMs}`;
}
