import { copyFileSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { command } from './command.mjs';

const compilerOptions = {
  target: 'ES2022',
  module: 'NodeNext',
  strict: true,
  skipLibCheck: false,
  types: [],
};

/**
 * Makes an empty project and installs the tarballs into it, as a user would.
 *
 * @param online whether the packages that they depend on come from the registry; else from npm's cache
 */
export function installConsumer(folder, packed, { online = false } = {}) {
  mkdirSync(folder);
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ private: true, type: 'module' }));
  const tarballs = packed.map(({ tarball }) => tarball);
  command(folder, 'npm', 'install', '--no-audit', '--no-fund', online ? '--prefer-offline' : '--offline', ...tarballs);
}

/** Type-checks the consumer under the strictest reading of our declarations, then runs it. */
export const useConsumer = (root, folder) => use(root, folder, 'consumer', ['ES2023']);

/** The same for packages that need Node, with the smallest `lib` that the README names. */
export const useNodeConsumer = (root, folder) => use(root, folder, 'nodeConsumer', ['ES2021', 'DOM']);

function use(root, folder, name, lib) {
  copyFileSync(join(root, `tools/packages/${name}.ts`), join(folder, `${name}.mts`));
  const options = { compilerOptions: { ...compilerOptions, lib }, files: [`${name}.mts`] };
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(options));
  command(folder, process.execPath, join(root, 'node_modules/typescript/bin/tsc'), '-p', '.');
  return command(folder, process.execPath, `${name}.mjs`);
}

/** Entries of code of an installed package, as a user imports them. */
export function entriesOf(folder, { name }) {
  const { exports } = JSON.parse(readFileSync(join(folder, 'node_modules', name, 'package.json'), 'utf8'));
  return Object.keys(exports).flatMap((key) => (key.endsWith('.json') ? [] : [name + key.slice(1)]));
}

/** Loads an entry in a fresh process by `import` and by `require()`; both must see names. */
export function loadBothWays(folder, entry) {
  const count = (load) =>
    `const loaded = ${load}('${entry}'); if (!Object.keys(loaded).length) throw Error('no names')`;
  command(folder, process.execPath, '--input-type=module', '--eval', count('await import'));
  command(folder, process.execPath, '--input-type=commonjs', '--eval', count('require'));
}

/** Files and scripts that compile or run code at install time. */
export function nativeParts(folder) {
  const files = readdirSync(join(folder, 'node_modules'), { recursive: true, encoding: 'utf8' });
  return files.filter((file) => {
    if (file.endsWith('.node') || basename(file) === 'binding.gyp') return true;
    if (basename(file) !== 'package.json') return false;
    const { scripts = {} } = JSON.parse(readFileSync(join(folder, 'node_modules', file), 'utf8'));
    return ['preinstall', 'install', 'postinstall'].some((name) => name in scripts);
  });
}

/** Bytes of all files in a folder. */
export const bytesIn = (folder) =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((file) => statSync(join(folder, file)))
    .reduce((sum, each) => sum + (each.isFile() ? each.size : 0), 0);
