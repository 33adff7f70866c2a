import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createRequire } from 'node:module';
import { parseArgs } from 'node:util';
import { answers, findCompiler, missingOf, sets, writeShared } from '../generate/compile.mjs';
import { copyWith, faults } from './faults.mjs';
import { record } from './record.mjs';
import { foreign } from './foreign.mjs';
import { page } from './page.mjs';
import { builds, replay } from './replay.mjs';

/*
 * `npm run check:native`: records kernel calls and replays them. Kernels of every set and compiler must give the same bits, within the memory that they
 * were given, and without races. `--arm64` checks the bits of arm64 alone, `--write` writes `docs/native-checks.md`.
 */
const { values: asked } = parseArgs({ options: { arm64: { type: 'boolean' }, write: { type: 'boolean' } } });

const own = await findCompiler();
if (own === null) {
  console.error('check:native needs a C compiler: cc, gcc, clang, or the one that CC names');
  process.exit(1);
}
const folder = mkdtempSync(join(tmpdir(), 'spikegrad-native-'));
const rows = [];
let failed = false;

/** Replays with a build, and adds a row. @param fault that the sources have, and that must be found */
async function check(build, { name, ...one }, fault = null) {
  const set = name ? `${one.set}, ${name}` : one.set;
  const { said, ...figures } = await replay({ folder, trace, ...builds[build], ...one });
  const ok = fault ? fault.finds.test(said) : said === null;
  rows.push({
    compiler: one.compiler,
    set,
    build,
    fault: fault?.what,
    result: ok ? (fault ? 'found' : 'passes') : 'FAILS',
    ...figures,
  });
  const sign = `${ok ? '✓' : '✗'} ${one.compiler} ${set} ${build}`;
  console.log(
    `${sign}${fault ? `: finds ${fault.what}` : ` (${figures.calls} calls, compiled in ${figures.seconds.toFixed(1)} s)`}`,
  );
  if (ok) return;
  failed = true;
  console.log(said ?? 'no error was found');
}

async function checkFault(build, one) {
  const from = join(folder, `fault-${build}`);
  copyWith(faults[build], from);
  await check(build, { ...one, from }, faults[build]);
}

const trace = join(folder, 'trace');
try {
  writeShared(folder);
  const { instructions, calls, module: addon } = await record(trace);
  const there = Object.entries(sets[process.arch]).filter(([name]) =>
    createRequire(import.meta.url)(addon).sets.includes(name),
  );
  const all = [...there, ['plain', []]].map(([set, features]) => ({ set, features }));
  const total = [...calls.values()].reduce((sum, each) => sum + each, 0);
  console.log(
    `${total} calls of ${calls.size} kernels for ${instructions}, ${(statSync(trace).size / 1e6).toFixed(0)} MB`,
  );
  const compilers = [own, 'clang'].filter((name, i, list) => list.indexOf(name) === i);
  for (const compiler of asked.arm64 ? [] : compilers) {
    if (!(await answers(compiler))) console.log(`${compiler} is not installed`);
    else for (const one of all) await check('bits', { compiler, ...one });
  }
  for (const { needs, flags, ...one } of foreign.filter(({ name }) => name === 'arm64' || !asked.arm64)) {
    const missing = await missingOf(needs);
    if (missing.length === 0) await check('bits', { ...one, flags: [...builds.bits.flags, ...(await flags())] });
    else console.log(`${one.name} is not checked: it needs ${missing.join(', ')}`);
    if (missing.length > 0 && asked.arm64) failed = true;
  }
  if (!asked.arm64) {
    for (const one of all) await check('addresses', { compiler: own, ...one });
    for (const one of all.slice(0, -1)) await check('races', { compiler: own, ...one });
    for (const build of Object.keys(faults)) await checkFault(build, { compiler: own, ...all.at(-2) });
  }
  if (asked.write) {
    const commit = execFileSync('git', ['rev-parse', '--short', 'HEAD'], { encoding: 'utf8' }).trim();
    const target = fileURLToPath(new URL('../../../docs/native-checks.md', import.meta.url));
    const machine = { processor: cpus()[0].model, addonBytes: statSync(addon).size };
    writeFileSync(target, page({ rows, calls, total, instructions, commit, ...machine }));
  }
} finally {
  rmSync(folder, { recursive: true });
}
process.exitCode = failed ? 1 : 0;
