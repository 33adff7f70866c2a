import { mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';

/**
 * Wraps gpu.js' own browser build as a module of this package, licence included, so that whoever installs the package installs neither headless-gl
 * nor Dawn. Skips what is up to date.
 */
const target = new URL('src/generated/gpujsBuild.ts', import.meta.url);
const source = createRequire(import.meta.url).resolve('gpu.js/dist/gpu-browser.min.js');
const changed = (file) => statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? -Infinity;
if (changed(target) < Math.max(changed(source), changed(fileURLToPath(import.meta.url)))) {
  mkdirSync(new URL('.', target), { recursive: true });
  const code = readFileSync(source, 'utf8').replace(/^\/\*\*/, '/*!');
  if (!code.startsWith('/*!') || !code.includes('The MIT License')) throw new Error('gpu.js came without its licence');
  writeFileSync(
    target,
    `// @ts-nocheck
/* eslint-disable */
${code.slice(0, code.indexOf('*/') + 2)}
const box: { exports: unknown } = { exports: {} };
(function (module, exports) {
${code.slice(code.indexOf('*/') + 2)}
})(box, box.exports);
/** gpu.js, as \`npm run build\` found it. */
export const gpujsBuild: unknown = box.exports;
`,
  );
}
