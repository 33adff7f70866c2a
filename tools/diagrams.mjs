/**
 * Draws the networks of docs/networks.md and writes their numbers, from the models themselves, and draws the packages of
 * docs/architecture.md: `npm run diagrams`. Needs a build.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { drawPublished, inDocument } from './networks/published.mjs';
import { drawPackages } from './packages/picture.mjs';

const docs = new URL('../docs/', import.meta.url);
const drawn = drawPublished();
for (const { file, svg } of drawn) await writeFile(new URL(`pictures/networks/${file}.svg`, docs), svg);
await writeFile(new URL('pictures/packages.svg', docs), drawPackages(fileURLToPath(new URL('..', import.meta.url))));
const page = new URL('networks.md', docs);
await writeFile(
  page,
  inDocument(
    await readFile(page, 'utf8'),
    drawn.map(({ row }) => row),
  ),
);
