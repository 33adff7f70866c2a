import { expect, test } from '@jest/globals';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
/** Longer than the usual limit: esbuild has as many threads as there are cores, which may be busy. */
const limit = 600_000;
const size = /(?<=\| |\()[\d.]+(?= \(|\) \|)/g;

test(
  'docs/packages.md has the packages as they are, and their sizes to 5 %',
  () => {
    const page = readFileSync(`${root}docs/packages.md`, 'utf8');
    const command = [`${root}tools/package-table.mjs`, '--print'];
    const measured = execFileSync(process.execPath, command, { encoding: 'utf8' });
    expect(page.replaceAll(size, '')).toBe(measured.replaceAll(size, ''));
    const sizes = measured.match(size)!.map(Number);
    expect(sizes).toHaveLength(18 * 4);
    for (const [place, stated] of page.match(size)!.map(Number).entries())
      expect(Math.abs(stated / sizes[place]! - 1)).toBeLessThan(0.05);
  },
  limit,
);
