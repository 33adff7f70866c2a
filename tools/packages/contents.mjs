import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Kernels of `@spikegrad/native`, compiled from C. */
const compiledKernels = /^dist\/spikegrad-[a-z0-9-]+\.node$/;
/** A network of `@spikegrad/pretrained`. */
const network = /^networks\/[a-z0-9-]+\/(card\.json|config\.json|metrics\.jsonl|model\.safetensors)$/;
const schema = /^schema\/[^/]+\.schema\.json$/;
const welcome = [
  schema,
  /^package\.json$/,
  /^README\.md$/,
  /^LICENSE$/,
  /^bin\/[^/]+\.js$/,
  /^dist\/.+\.(js|js\.map|d\.ts)$/,
  /^pages\/.+\.json$/,
  compiledKernels,
  network,
];
const unwelcome = /(^|\/)(test|tests|samples?)\/|\.test\./;

/** Code, maps, types, schemas, pages of the paper, compiled kernels, trained networks, a licence and a read-me; anything else was packed by accident. */
export function strangers({ files }) {
  return files.filter((file) => unwelcome.test(file) || !welcome.some((pattern) => pattern.test(file)));
}

/** The source of a compiled file, in the folder of its package. */
const sourceOf = (file) => file.replace(/^dist\//, 'src/').replace(/(\.js|\.js\.map|\.d\.ts)$/, '.ts');

/** Compiled files whose source is gone: `tsc -b` leaves them behind and a stale dist would publish them. */
export function orphans(folder, { files }) {
  return files
    .filter((file) => file.startsWith('dist/') && !compiledKernels.test(file))
    .filter((file) => !existsSync(join(folder, sourceOf(file))));
}

/** Files of JavaScript without a map that carries their TypeScript as it is; those that are generated need none. */
export function unmapped(folder, { files }) {
  return files
    .filter((file) => /^dist\/(?!generated\/).+\.js$/.test(file))
    .filter((file) => {
      if (!files.includes(`${file}.map`)) return true;
      const { sourcesContent } = JSON.parse(readFileSync(join(folder, `${file}.map`), 'utf8'));
      return sourcesContent?.[0] !== readFileSync(join(folder, sourceOf(file)), 'utf8');
    });
}
