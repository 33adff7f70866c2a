import { mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath, pathToFileURL } from 'node:url';

/**
 * Wraps gpu.js' own browser build as a module of this package, licence included, so that whoever installs the package installs neither
 * headless-gl nor Dawn. It prints nothing then and leaves the global scope alone. Skips what is up to date.
 */
const target = new URL('src/generated/gpujsBuild.ts', import.meta.url);
const source = createRequire(import.meta.url).resolve('gpu.js/dist/gpu-browser.min.js');
const changed = (file) => statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? -Infinity;
if (changed(target) < Math.max(changed(source), changed(fileURLToPath(import.meta.url)))) build();

function build() {
  const text = readFileSync(source, 'utf8');
  const licence = readFileSync(new URL('../LICENSE', pathToFileURL(source)), 'utf8');
  if (!licence.includes('Permission is hereby granted')) throw new Error('gpu.js came without its licence');
  const taken = '"undefined"!=typeof window&&n(window),"undefined"!=typeof self&&n(self),';
  if (!text.includes(taken)) throw new Error('gpu.js makes itself global in another way than it did');
  const code = text
    .slice(text.indexOf('*/') + 2)
    .trim()
    .replace(taken, '')
    .replace(/\bconsole\b/g, 'silent');
  mkdirSync(new URL('.', target), { recursive: true });
  writeFileSync(
    target,
    `// @ts-nocheck
/** A text and no comment, so that it stays with the code wherever that goes. */
export const gpujsLicence: string = ${JSON.stringify(licence)};
const ignore = (): void => undefined;
const silent = { log: ignore, warn: ignore, error: ignore };
const box: { exports: unknown } = { exports: {} };
(function (module, exports) {
${code}
})(box, box.exports);
/** gpu.js, as it is published. */
export const gpujsBuild: unknown = box.exports;
`,
  );
}
