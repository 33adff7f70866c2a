import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { sharedHeader } from './header.mjs';

const run = promisify(execFile);
/** The folder of the C sources. */
export const sources = fileURLToPath(new URL('../kernels', import.meta.url));
const wasm = fileURLToPath(new URL('../../wasm', import.meta.url));

const assembly = join(wasm, 'assembly');

/** Files of `@spikegrad/wasm` that kernels are written against: first the constants and operations, then descriptors that others extend, then all others. */
export const shared = [
  join(wasm, 'src/kernels/constants.ts'),
  join(wasm, 'src/kernels/operations.ts'),
  ...readdirSync(assembly, { recursive: true })
    .filter((name) => name.endsWith('.ts'))
    .toSorted((a, b) => a.split('/').length - b.split('/').length || (a < b ? -1 : 1))
    .map((name) => join(assembly, name)),
];

/** Instruction sets by processor, the best first. A processor must have all that a set lists: names of options `-m…`, which the entry asks for as well. */
const avx2 = ['avx2', 'fma', 'bmi', 'bmi2', 'popcnt'];
export const sets = {
  x64: { avx512: [...avx2, 'avx512f', 'avx512bw', 'avx512cd', 'avx512dq', 'avx512vl'], avx2 },
  arm64: { neon: [] },
};

/** Options that decide what kernels compute. */
export const options = ['-std=gnu11', '-ffp-contract=off', '-fno-math-errno', '-fno-strict-aliasing'];

/** Options for a kernel set: its name, and what the processor has. */
export const setOptions = (name, features) => [`-DSET=${name}`, ...features.map((each) => `-m${each}`)];

/** Where headers are; `shared.h` is in a folder of its own. */
export const includes = (folder) => ['-I', folder, '-I', sources];

/** Writes `shared.h`, which kernels include. */
export const writeShared = (folder) =>
  writeFileSync(join(folder, 'shared.h'), sharedHeader(...shared.map((name) => readFileSync(name, 'utf8'))));

const addonOptions = [...options, '-O3', '-fPIC', '-fvisibility=hidden', '-Wall', '-Wextra'];
const elf = ['-shared', '-Wl,--gc-sections', '-s'];
/** How an addon is linked, by platform. The functions of Node-API are found in the process that loads it, on Windows in `node.exe`. */
const linkOptions = { darwin: ['-bundle', '-undefined', 'dynamic_lookup'], win32: ['-shared', '-s'], linux: elf };

/** Whether a command can be run. */
export const answers = (command) =>
  run(command, ['--version']).then(
    () => true,
    () => false,
  );

/** Those commands that cannot be run. */
export async function missingOf(commands) {
  const there = await Promise.all(commands.map(answers));
  return commands.filter((_, i) => !there[i]);
}

/** The first C compiler that answers, or null. */
export async function findCompiler() {
  for (const compiler of [process.env.CC, 'cc', 'gcc', 'clang'])
    if (compiler && (await answers(compiler))) return compiler;
  return null;
}

/**
 * Compiles the kernels once for each set, and links them with an entry that runs on any processor.
 * @param compiler a command, or its words
 * @param target the addon; it is written as a whole or not at all
 * @param platform what it is for @param libraries more files that it is linked with
 */
export async function compile(compiler, target, sets, { platform = process.platform, libraries = [] } = {}) {
  const [command, ...words] = [compiler].flat();
  const parent = join(target, '..');
  mkdirSync(parent, { recursive: true });
  const folder = mkdtempSync(join(parent, 'build-'));
  try {
    const { include_dir: nodeHeaders } = await import('node-api-headers');
    const object = (name) => join(folder, `${name}.o`);
    const one = (name, source, more) =>
      run(command, [
        ...words,
        ...addonOptions,
        ...includes(folder),
        ...more,
        '-c',
        join(sources, source),
        '-o',
        object(name),
      ]);
    const has = (features) => features.map((each) => `__builtin_cpu_supports("${each}")`).join('&&') || '1';
    const list = Object.entries(sets).map(([name, features]) => `SET(${name},${has(features)})`);
    writeShared(folder);
    await Promise.all([
      one('addon', 'addon.c', ['-I', nodeHeaders, `-DSETS=${list.join(' ')}`]),
      ...Object.entries(sets).map(([name, features]) => one(name, 'kernels.c', setOptions(name, features))),
    ]);
    const linked = join(folder, 'linked.node');
    const objects = ['addon', ...Object.keys(sets)].map(object);
    await run(command, [...words, ...(linkOptions[platform] ?? elf), ...objects, ...libraries, '-o', linked, '-lm']);
    renameSync(linked, target);
  } finally {
    rmSync(folder, { recursive: true });
  }
}
