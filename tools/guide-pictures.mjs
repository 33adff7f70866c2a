/**
 * Draws the pictures of docs/online-learning.md: `npm run pictures`. With a folder, `npm run pictures -- FOLDER`, it first trains there the two networks
 * whose firing rates are drawn, if the folder does not have them, and writes their rates to tools/guides/rates.json. Needs a build.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { drawGuide } from './guides/draw.mjs';
import { trainedRates } from './guides/rates.mjs';

const [folder] = process.argv.slice(2);
if (folder) {
  const rates = JSON.stringify(trainedRates(resolve(folder)), null, 2);
  writeFileSync(new URL('guides/rates.json', import.meta.url), `${rates}\n`);
}
const pictures = new URL('../docs/pictures/online/', import.meta.url);
mkdirSync(pictures, { recursive: true });
for (const [name, svg] of Object.entries(await drawGuide())) writeFileSync(new URL(`${name}.svg`, pictures), svg);
