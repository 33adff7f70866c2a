import { expect, test } from '@jest/globals';
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const packages = fileURLToPath(new URL('../packages', import.meta.url));

/** Packages whose declarations need no others, so that a user's compiler has all that ours name. */
const whole: readonly string[] = ['commander', 'fast-check', 'zod', 'zod/v4/core'];

/** Every module that declarations name, from an entry on. */
function namedFrom(entry: string, seen = new Set<string>()): ReadonlySet<string> {
  if (seen.has(entry)) return new Set();
  seen.add(entry);
  const text = readFileSync(entry, 'utf8');
  const named = new Set<string>();
  for (const [, specifier] of text.matchAll(/(?:from|import)\s*\(?\s*['"]([^'"]+)['"]/g))
    if (!specifier!.startsWith('.')) named.add(specifier!);
    else
      for (const each of namedFrom(join(dirname(entry), specifier!.replace(/\.js$/, '.d.ts')), seen)) named.add(each);
  return named;
}

interface Manifest {
  readonly exports?: Readonly<Record<string, { readonly types?: string } | string>>;
}

const entries = readdirSync(packages).flatMap((name) => {
  const { exports = {} } = JSON.parse(readFileSync(join(packages, name, 'package.json'), 'utf8')) as Manifest;
  return Object.values(exports).flatMap((entry) =>
    typeof entry === 'object' && entry.types ? [join(name, entry.types)] : [],
  );
});

test.each(entries)('the declarations of %s name ours, Node and packages whose declarations are whole', (entry) => {
  const named = namedFrom(join(packages, entry));
  const foreign = [...named].filter((name) => !/^(@spikegrad\/|node:)/.test(name) && !whole.includes(name));
  expect(foreign).toEqual([]);
});

test('declarations were really read', () => {
  expect(entries.length).toBeGreaterThan(14);
  expect([...namedFrom(join(packages, 'runs/dist/index.d.ts'))]).toEqual(
    expect.arrayContaining(['@spikegrad/trainer', '@spikegrad/datasets']),
  );
});
