import { expect, test } from '@jest/globals';
import { readFile } from 'node:fs/promises';
import { posix } from 'node:path';

/** Every module that a source file and its imports load from outside the package; imports of types alone load nothing. */
async function loadedFrom(file: string, seen = new Set<string>()): Promise<ReadonlySet<string>> {
  if (seen.has(file)) return seen;
  seen.add(file);
  const source = await readFile(new URL(`../src/${file}`, import.meta.url), 'utf8');
  for (const [, specifier] of source.matchAll(/^(?:import|export) (?!type\b)[^;]*?from '([^']+)'/gm)) {
    if (!specifier!.startsWith('.')) seen.add(specifier!);
    else await loadedFrom(posix.join(posix.dirname(file), specifier!).replace(/\.js$/, '.ts'), seen);
  }
  return seen;
}

test('@spikegrad/trainer loads no module of Node, so that it runs in browsers', async () => {
  const loaded = await loadedFrom('index.ts');
  expect([...loaded]).toEqual(expect.arrayContaining(['loop/iterations.ts', 'zod', '@spikegrad/models']));
  expect([...loaded].filter((name) => name.startsWith('node:') || name.endsWith('/workers'))).toEqual([]);
});
