/** Measures every package and writes the table of docs/packages.md: `npm run sizes`. `--print` prints the page. Needs a build. */
import { readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { inDocument, measurePackages } from './packages/sizes.mjs';

const page = new URL('../docs/packages.md', import.meta.url);
const measured = await measurePackages(fileURLToPath(new URL('..', import.meta.url)));
const text = inDocument(await readFile(page, 'utf8'), measured);
if (process.argv.includes('--print')) process.stdout.write(text);
else await writeFile(page, text);
