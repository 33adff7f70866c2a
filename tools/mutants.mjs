/** Draws mutants of the sources by seed and counts those that the tests do not notice. `--help` says more. */
import { readFile, writeFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { performance } from 'node:perf_hooks';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { coverageOf } from './mutants/coverage.mjs';
import { draw } from './mutants/draw.mjs';
import { judge } from './mutants/judge.mjs';
import { listMutants, packageOf, packages } from './mutants/list.mjs';
import { described, readReasons, summary, survives } from './mutants/report.mjs';
import { Sandbox } from './mutants/sandbox.mjs';

const help = `Counts the mutants that the tests do not notice.

  npm run check:mutants -- [options]

A mutant is a source with one small change by one of Stryker's default mutators: \`<\` becomes \`<=\`, a block becomes empty, a text
becomes "". Mutants are drawn by seed. Each runs against the tests of its own package that execute it, until one fails or the
time is up. A mutant survives if no test fails on it. tools/mutants/survivors.json holds reasons for survivors: those that are proven
equivalent are counted apart. Ends with 1 if more than 8 % survive. Ctrl-C ends it with what it has found so far. Needs no build.

  --seed N        which mutants are drawn (default 1)
  --count N       how many (default 300)
  --package NAME  of one package, or of several if given again (default ${packages.join(', ')})
  --workers N     runs at once (default: one for each core)
  --json FILE     writes the result of every mutant
  --again FILE    runs only those that survived in a file that --json wrote

  npm run check:mutants
  npm run check:mutants -- --package neurons --count 20 --seed 7 --json mutants.json
  npm run check:mutants -- --again mutants.json
`;

if (process.platform === 'win32') {
  console.error('check:mutants needs a POSIX shell, whose `ulimit` ends a run after some seconds of the processor');
  process.exit(1);
}

/** The largest share of mutants that may survive. */
const allowed = 0.08;

const { values: options } = parseArgs({
  options: {
    help: { type: 'boolean', default: false },
    seed: { type: 'string', default: '1' },
    count: { type: 'string', default: '300' },
    package: { type: 'string', multiple: true, default: packages },
    workers: { type: 'string', default: String(availableParallelism()) },
    json: { type: 'string' },
    again: { type: 'string' },
  },
});
if (options.help) {
  console.log(help);
  process.exit(0);
}

function wholeNumber(name) {
  const value = Number(options[name]);
  if (!/^\d+$/.test(options[name]) || (name !== 'seed' && value === 0))
    throw new RangeError(
      `--${name} needs a ${name === 'seed' ? 'whole' : 'positive whole'} number, not ${options[name]}`,
    );
  return value;
}

const [seed, count, workers] = ['seed', 'count', 'workers'].map(wholeNumber);
const unknown = options.package.find((name) => !packages.includes(name));
if (unknown !== undefined) throw new RangeError(`--package needs one of ${packages.join(', ')}, not ${unknown}`);

const root = fileURLToPath(new URL('..', import.meta.url));
const begin = performance.now();
const minutes = () => (performance.now() - begin) / 60_000;

async function chosen() {
  const listed = await listMutants(root, options.package);
  if (options.again === undefined) return { listed, drawn: draw(listed, count, seed) };
  const words = ({ file, line, mutator, original, replacement, count }) =>
    JSON.stringify([file, line, mutator, original, replacement, count]);
  const earlier = JSON.parse(await readFile(options.again, 'utf8')).mutants;
  const wanted = new Set(earlier.filter(survives).map(words));
  return { listed, drawn: listed.filter((mutant) => wanted.has(words(mutant))) };
}

/** Works through a list with several workers, each in a sandbox of its own. */
function inParallel(sandboxes, list, work) {
  const waiting = [...list];
  const loop = async (sandbox) => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) await work(sandbox, next);
  };
  return Promise.all(sandboxes.map(loop));
}

const { listed, drawn } = await chosen();
const reasons = await readReasons(root, listed, options.package);
console.error(`${drawn.length} of ${listed.length} mutants in ${options.package.join(', ')}`);
const sandboxes = await Promise.all(Array.from({ length: workers }, () => Sandbox.make(root)));
const results = [];
try {
  const covered = [];
  await inParallel(sandboxes, options.package, async (sandbox, name) => {
    covered.push(...(await coverageOf(sandbox, name, drawn)));
    console.error(
      `${name}: ${drawn.filter(({ file }) => packageOf(file) === name).length} mutants, tests pass without them`,
    );
  });
  const start = minutes();
  await inParallel(sandboxes, draw(covered, covered.length, seed), async (sandbox, mutant) => {
    const result = { ...mutant, result: await judge(sandbox, mutant) };
    results.push(result);
    if (survives(result)) console.error(described(result));
    if (results.length % 10 !== 0) return;
    const left = ((minutes() - start) / results.length) * (covered.length - results.length);
    console.error(
      `${results.length}/${covered.length} mutants, ${results.filter(survives).length} survive, ${left.toFixed(0)} min left`,
    );
  });
} catch (error) {
  if (error.name !== 'AbortError') throw error;
  console.error(`stopped after ${results.length} of ${drawn.length} mutants`);
  process.exitCode = 130;
} finally {
  await Promise.all(sandboxes.map((sandbox) => sandbox.remove()));
}
if (results.length > 0) {
  const { text, share } = summary(results, reasons);
  console.log(`${text}\n${minutes().toFixed(0)} minutes, ${workers} at once, seed ${seed}`);
  if (options.json !== undefined) await writeFile(options.json, JSON.stringify({ seed, mutants: results }, null, 1));
  if (share > allowed) process.exitCode ??= 1;
}
