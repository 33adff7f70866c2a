/** Draws the networks of docs/networks.md and writes their numbers, from the models themselves: `npm run diagrams`. Needs a build. */
import { readFile, writeFile } from 'node:fs/promises';
import { drawPublished, inDocument } from './networks/published.mjs';

const docs = new URL('../docs/', import.meta.url);
const drawn = drawPublished();
for (const { file, svg } of drawn) await writeFile(new URL(`pictures/networks/${file}.svg`, docs), svg);
const page = new URL('networks.md', docs);
await writeFile(
  page,
  inDocument(
    await readFile(page, 'utf8'),
    drawn.map(({ row }) => row),
  ),
);
