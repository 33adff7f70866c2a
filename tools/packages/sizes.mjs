import { build } from 'esbuild';
import { builtinModules } from 'node:module';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { figure } from '../../benchmarks/page/table.js';
import { packageNames } from '../site/pages.mjs';
import { needsOf, readManifests, shortName } from './manifests.mjs';

/** What `npm run test:browser` runs in Chromium, in a page and in a worker. */
const tested = {
  page: ['packages/demo/src/page/main.ts', 'packages/demo/test/suites/main.ts'],
  worker: ['packages/demo/src/worker/worker.ts'],
};

/** Modules of Node, and optional packages, which a program loads only where they are installed. */
const external = [...builtinModules, 'node:*', 'webgpu', 'sharp', 'koffi'];

const bundle = (root, options) =>
  build({
    absWorkingDir: root,
    bundle: true,
    minify: true,
    format: 'esm',
    target: 'es2022',
    write: false,
    metafile: true,
    logLevel: 'error',
    outdir: 'bundle',
    external,
    ...options,
  });

/** Bytes of everything that a package exports. @param more options of the bundler */
async function sizeOf(root, name, more) {
  const contents = `export * from '@spikegrad/${name}'`;
  const { outputFiles } = await bundle(root, {
    stdin: { contents, resolveDir: join(root, 'packages', name) },
    platform: 'node',
    ...more,
  });
  const [{ contents: bytes }] = outputFiles;
  return { minified: bytes.length, gzip: gzipSync(bytes, { level: 9 }).length };
}

/** The packages whose sources a test bundles for a browser. */
async function bundledFor(root, entryPoints) {
  const { metafile } = await bundle(root, {
    entryPoints,
    platform: 'browser',
    loader: { '.svg': 'file', '.bin': 'file' },
  });
  const inputs = Object.values(metafile.outputs).flatMap((output) => Object.entries(output.inputs));
  const used = inputs.filter(([, { bytesInOutput }]) => bytesInOutput > 0);
  return new Set(used.flatMap(([path]) => /^packages\/([^/]+)\//.exec(path)?.[1] ?? []));
}

/** Size, dependencies and runtimes of every published package. Needs a build. */
export async function measurePackages(root) {
  const page = await bundledFor(root, tested.page);
  const worker = await bundledFor(root, tested.worker);
  const manifests = readManifests(root);
  const measured = [];
  for (const name of packageNames) {
    const needs = needsOf(manifests.get(name));
    measured.push({
      name,
      needs,
      alone: await sizeOf(root, name, { external: [...external, ...needs] }),
      whole: await sizeOf(root, name),
      runtimes: ['Node', ...(page.has(name) ? ['browser'] : []), ...(worker.has(name) ? ['worker'] : [])],
    });
  }
  return measured;
}

const head = `| package | kB (gzip) | with dependencies | dependencies | tested in |
|---|--:|--:|---|---|`;

const rowOf = ({ name, needs, alone, whole, runtimes }) => {
  const sizes = [alone, whole].map(({ minified, gzip }) => `${figure(minified / 1000)} (${figure(gzip / 1000)})`);
  const dependencies = needs.map((each) => `\`${shortName(each)}\``).join(', ') || 'none';
  const link = `[\`${name}\`](../packages/${name}/README.md)`;
  return `| ${[link, ...sizes, dependencies, runtimes.join(', ')].join(' | ')} |`;
};

/** The table of `docs/packages.md`, between the marks that hold its place. */
export const inDocument = (text, measured) =>
  text.replace(/(<!-- packages -->\n)[^]*?(<!-- end -->)/, `$1${[head, ...measured.map(rowOf)].join('\n')}\n$2`);
