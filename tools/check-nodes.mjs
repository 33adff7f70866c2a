import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { nodeOf, versions } from './nodes/binaries.mjs';
import { page } from './nodes/page.mjs';
import { command } from './packages/command.mjs';
import { entriesOf, installConsumer } from './packages/consumer.mjs';
import { packAll } from './packages/pack.mjs';

/*
 * `npm run check:nodes`: the packed packages and a short training under several versions of Node, which must give the same bits. `--write` writes
 * `docs/node-versions.md`.
 */
const { values: asked } = parseArgs({ options: { write: { type: 'boolean', default: false } } });
const root = fileURLToPath(new URL('..', import.meta.url));
const temporary = mkdtempSync(join(tmpdir(), 'spikegrad-nodes-'));
const consumer = join(temporary, 'consumer');
const batches = 20;

const digestOf = (...parts) => {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest('hex').slice(0, 16);
};

/** How many entries load, by `import` in one process and by `require` in another. */
function loadAll(node, entries) {
  const script = (load) => `
    let loaded = 0;
    for (const entry of ${JSON.stringify(entries)}) if (Object.keys(${load}).length > 0) loaded++; else throw Error(entry + ' has no names');
    console.log(loaded);`;
  return [
    ['module', 'await import(entry)'],
    ['commonjs', 'require(entry)'],
  ].reduce(
    (sum, [kind, load]) => sum + Number(command(consumer, node, `--input-type=${kind}`, '--eval', script(load))),
    0,
  );
}

/** Trains with the packed command line. @returns a digest of the weights and figures, and the seconds it took */
function train(node, name) {
  const run = join(temporary, `run-${name}`);
  const begin = performance.now();
  command(
    consumer,
    node,
    'node_modules/@spikegrad/cli/bin/spikegrad.js',
    ...['train', join(root, 'packages/cli/configs/cifar10-sample.json'), '--set', `iterations=${batches}`],
    ...['--device', 'wasm', '--threads', '2', '--out', run],
  );
  const seconds = (performance.now() - begin) / 1000;
  const files = ['model.safetensors', 'metrics.jsonl'].map((file) => readFileSync(join(run, file)));
  return { seconds, weights: digestOf(...files) };
}

try {
  command(root, 'npm', 'run', 'build');
  const packed = packAll(root, temporary);
  installConsumer(consumer, packed, { online: true });
  const entries = packed.flatMap((tarball) => entriesOf(consumer, tarball));
  const nodes = [[process.versions.node, process.execPath], ...versions.map((each) => [each, nodeOf(root, each)])];
  const rows = [];
  for (const [version, node] of nodes) {
    const row = { version, loaded: 0, weights: '–', bits: '–', seconds: 0, result: 'the same' };
    try {
      row.loaded = loadAll(node, entries);
      Object.assign(row, train(node, version));
      row.bits = digestOf(command(root, node, 'tools/bits.mjs'));
      const [first = row] = rows;
      if (row.weights !== first.weights || row.bits !== first.bits) row.result = `other bits than ${first.version}`;
    } catch (error) {
      row.result = 'fails';
      console.error(error.message);
    }
    rows.push(row);
    const { loaded, weights, bits, seconds, result } = row;
    console.log(`Node ${version}: ${loaded} loads, ${weights} ${bits}, ${seconds.toFixed(1)} s: ${result}`);
    if (result !== 'the same') process.exitCode = 1;
  }
  if (asked.write) {
    const commit = command(root, 'git', 'rev-parse', '--short', 'HEAD').trim();
    const text = page({ rows, entries: entries.length, commit, processor: cpus()[0].model, batches });
    writeFileSync(join(root, 'docs/node-versions.md'), text);
  }
} finally {
  rmSync(temporary, { recursive: true, force: true });
}
