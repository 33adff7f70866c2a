import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { compile, findCompiler, missingOf, sets } from './compile.mjs';

const run = promisify(execFile);

/** GNU's C compiler for Windows does not align vectors on the stack, so Clang compiles, and links the libraries of the other. */
const mingw = 'x86_64-w64-mingw32-gcc';
const clangForWindows = ['clang', '--target=x86_64-w64-windows-gnu', '-fuse-ld=lld'];
export const windowsCompiler = { command: clangForWindows, needs: ['clang', mingw, 'ld.lld'] };

/** Options with which it finds those libraries. */
export async function windowsLinks() {
  const { stdout } = await run(mingw, ['-print-libgcc-file-name']);
  return ['-static-libgcc', `-L${dirname(stdout.trim())}`];
}

/** What the addon is linked with on Windows: the import library of `node.exe` as well. */
async function windowsLibraries(folder) {
  const library = join(folder, 'libnode.a');
  const definitions = join(dirname(createRequire(import.meta.url).resolve('node-api-headers')), 'def/node_api.def');
  await run('x86_64-w64-mingw32-dlltool', ['-d', definitions, '-l', library]);
  return [library, ...(await windowsLinks())];
}

const gnu = (command) => ({ command: [command], needs: [command] });

/**
 * The platforms that have a package of compiled kernels. `cross` is a command that compiles for it elsewhere, and all that it needs. `libc` is what npm
 * compares.
 */
export const platforms = {
  'linux-x64': { os: 'linux', cpu: 'x64', libc: 'glibc', cross: gnu('x86_64-linux-gnu-gcc') },
  'linux-arm64': { os: 'linux', cpu: 'arm64', libc: 'glibc', cross: gnu('aarch64-linux-gnu-gcc') },
  'win32-x64': { os: 'win32', cpu: 'x64', libraries: windowsLibraries, cross: windowsCompiler },
  'darwin-arm64': { os: 'darwin', cpu: 'arm64', cross: null },
};

/** The newest version of glibc's symbols that a package may need. Node 20 needs it too. */
const newestGlibc = 28;

/** @throws Error where a file needs a later glibc */
function checkGlibc(file) {
  const versions = [...readFileSync(file, 'latin1').matchAll(/GLIBC_2\.(\d+)/g)].map(([, minor]) => Number(minor));
  const most = Math.max(...versions);
  if (versions.length === 0 || most > newestGlibc)
    throw new Error(`expected symbols of glibc up to 2.${newestGlibc} in ${file} but received 2.${most}`);
}

/** What compiles for a platform on this machine, as words, or null. */
async function compilerFor(name) {
  const { os, cpu, cross } = platforms[name];
  if (process.platform === os && process.arch === cpu && os !== 'win32') {
    const own = await findCompiler();
    return own === null ? null : [own];
  }
  return cross !== null && (await missingOf(cross.needs)).length === 0 ? cross.command : null;
}

/**
 * Compiles the addon of a platform into a folder. @returns its path and how long it took
 * @throws Error where this machine has no compiler for it, or the addon needs a later glibc
 */
export async function compileFor(name, folder) {
  const { os, cpu, libc, cross, libraries } = platforms[name];
  const compiler = await compilerFor(name);
  if (compiler === null) {
    const needed = cross === null ? `a C compiler on ${name}` : cross.needs.join(', ');
    throw new Error(`the kernels for ${name} need ${needed}`);
  }
  const target = join(folder, `spikegrad-${name}.node`);
  const begin = performance.now();
  await compile(compiler, target, sets[cpu], { platform: os, libraries: (await libraries?.(folder)) ?? [] });
  if (libc === 'glibc') checkGlibc(target);
  return { target, seconds: (performance.now() - begin) / 1000 };
}
