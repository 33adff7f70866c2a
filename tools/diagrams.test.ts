import { describe, expect, test } from '@jest/globals';
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { drawPublished, inDocument } from './networks/published.mjs';
import { drawPackages } from './packages/picture.mjs';

const docs = new URL('../docs/', import.meta.url);
const read = (path: string): string => readFileSync(new URL(path, docs), 'utf8');
const drawn = drawPublished();

describe('docs/networks.md, as `npm run diagrams` writes it', () => {
  test.each(drawn.map(({ file, svg }) => [file, svg] as const))('shows %s as it is', (file, svg) => {
    expect(read(`pictures/networks/${file}.svg`)).toBe(svg);
    expect(read('networks.md')).toContain(`](pictures/networks/${file}.svg)`);
  });

  test('has no picture of anything else', () => {
    const files = readdirSync(new URL('pictures/networks/', docs)).sort();
    expect(files).toEqual(drawn.map(({ file }) => `${file}.svg`).sort());
  });

  test('tells their numbers', () => {
    const page = read('networks.md');
    expect(
      inDocument(
        page,
        drawn.map(({ row }) => row),
      ),
    ).toBe(page);
    expect(page).toContain(drawn[0]!.row);
  });
});

test('docs/architecture.md shows the packages as they are', () => {
  expect(read('pictures/packages.svg')).toBe(drawPackages(fileURLToPath(new URL('..', import.meta.url))));
  expect(read('architecture.md')).toContain('](pictures/packages.svg)');
});
