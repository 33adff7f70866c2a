import { readdirSync, rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** Removes what is built. */
const packages = readdirSync(new URL('../packages', import.meta.url)).map((name) => `packages/${name}/dist`);
for (const path of [...packages, 'docs/.generated', 'docs/api', 'docs/.vitepress/dist', 'docs/.vitepress/cache'])
  rmSync(fileURLToPath(new URL(`../${path}`, import.meta.url)), { recursive: true, force: true });
