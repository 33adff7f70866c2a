import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';

test('no source but those of workers/ imports a module of node when it is loaded, so all but readCifar10 runs in browsers', async () => {
  const folder = new URL('../src/', import.meta.url);
  const names = (await readdir(folder, { recursive: true })).filter(
    (name) => name.endsWith('.ts') && !name.startsWith('workers'),
  );
  expect(names).toContain(join('batches', 'batches.ts'));
  for (const name of names) {
    const source = await readFile(new URL(name, folder), 'utf8');
    expect({
      name,
      imports: source.match(/^(import|export)\b[^;]*from '(?!\.{1,2}\/(?!(\.\.\/)*workers)|@spikegrad\/core')[^']*'/gm),
    }).toEqual({
      name,
      imports: null,
    });
  }
});
