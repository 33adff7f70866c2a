import { stat } from 'node:fs/promises';
import { FormatError } from '@spikegrad/core';
import { codeOf, sumOf } from '@spikegrad/files';

/** Number of concurrent file checks. */
const atOnce = 64;

/** A description of files by names, sizes and modification times. @throws FormatError for a missing file */
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
