import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { compileKernels } from './compileKernels.mjs';
import { hostDescriptors } from './hostDescriptors.mjs';
import { exportsOf, requiredKernels, kernelsIn } from './kernelExports.mjs';
import { threadModules, threadScript } from './threadScript.mjs';

/**
 * Writes `src/generated`: the kernels and the script of a thread as text, so that bundlers and tests need no path, and the host's descriptors and
 * names of kernels.
 */
const folder = fileURLToPath(new URL('..', import.meta.url));
const read = (name) => readFileSync(folder + name, 'utf8');
const filesIn = (name) =>
  readdirSync(folder + name, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => `${entry.parentPath}/${entry.name}`.slice(folder.length));

const generators = filesIn('generate');
const assembly = filesIn('assembly').toSorted();
const kernels = () => assembly.map((path) => [path.slice('assembly/'.length), kernelsIn(read(path))]);

/** Each after what its sources include. */
const targets = {
  'descriptors.ts': {
    sources: assembly,
    write: () => hostDescriptors(assembly.map(read).join('')),
  },
  'requiredKernels.ts': {
    sources: assembly,
    write: () => requiredKernels(kernels().flatMap(([, names]) => names)),
  },
  'kernelBytes.ts': {
    sources: [...assembly, 'src/kernels/constants.ts'],
    write: () =>
      compileKernels(
        `${folder}assembly/index.ts`,
        kernels()
          .map(([path, names]) => exportsOf(path, names))
          .join(''),
      ),
  },
  'threadSource.ts': {
    sources: threadModules.map((name) => `src/${name}`),
    write: () => threadScript((name) => read(`src/${name}`)),
  },
};

const changed = (name) => statSync(folder + name, { throwIfNoEntry: false })?.mtimeMs ?? -Infinity;
mkdirSync(`${folder}src/generated`, { recursive: true });
for (const [name, { sources, write }] of Object.entries(targets)) {
  const target = `src/generated/${name}`;
  if (changed(target) < Math.max(...[...sources, ...generators].map(changed)))
    writeFileSync(folder + target, await write());
}
