import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { sharedHeader } from './header.mjs';

const run = promisify(execFile);
const sources = fileURLToPath(new URL('../kernels', import.meta.url));
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

const options = [
  ...['-std=gnu11', '-O3', '-fPIC', '-fvisibility=hidden', '-Wall', '-Wextra'],
  ...['-ffp-contract=off', '-fno-math-errno', '-fno-strict-aliasing'],
];
const platformLinks = { darwin: ['-bundle', '-undefined', 'dynamic_lookup'] };

/** The first C compiler that answers, or null. */
export async function findCompiler() {
  for (const compiler of [process.env.CC, 'cc', 'gcc', 'clang']) {
    if (!compiler) continue;
    const answers = await run(compiler, ['--version']).then(
      () => true,
      () => false,
    );
    if (answers) return compiler;
  }
  return null;
}

/**
 * Compiles the kernels once for each set, and links them with an entry that runs on any processor.
 * @param target the addon; it is written as a whole or not at all
 */
export async function compile(compiler, target, sets) {
  const parent = join(target, '..');
  mkdirSync(parent, { recursive: true });
  const folder = mkdtempSync(join(parent, 'build-'));
  try {
    const { include_dir: nodeHeaders } = await import('node-api-headers');
    const object = (name) => join(folder, `${name}.o`);
    const one = (name, source, more) =>
      run(compiler, [
        ...options,
        ...more,
        '-I',
        folder,
        '-I',
        sources,
        '-c',
        join(sources, source),
        '-o',
        object(name),
      ]);
    const has = (features) => features.map((each) => `__builtin_cpu_supports("${each}")`).join('&&') || '1';
    const list = Object.entries(sets).map(([name, features]) => `SET(${name},${has(features)})`);
    writeFileSync(join(folder, 'shared.h'), sharedHeader(...shared.map((name) => readFileSync(name, 'utf8'))));
    await Promise.all([
      one('addon', 'addon.c', ['-I', nodeHeaders, `-DSETS=${list.join(' ')}`]),
      ...Object.entries(sets).map(([name, features]) =>
        one(name, 'kernels.c', [`-DSET=${name}`, ...features.map((each) => `-m${each}`)]),
      ),
    ]);
    const linked = join(folder, 'linked.node');
    const links = platformLinks[process.platform] ?? ['-shared', '-Wl,--gc-sections', '-s'];
    await run(compiler, [...links, ...['addon', ...Object.keys(sets)].map(object), '-o', linked, '-lm']);
    renameSync(linked, target);
  } finally {
    rmSync(folder, { recursive: true });
  }
}
