import { createHash } from 'node:crypto';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { fileURLToPath } from 'node:url';
import { use } from '@spikegrad/core';
import { openPart } from '@spikegrad/datasets';
import { checkEvaluation, decodeWeights, encodeWeights, evaluate } from '@spikegrad/runs';
import { wasm } from '@spikegrad/wasm';
import { readRun } from '../../runs/dist/report/readRun.js';
import { figuresOf } from '../../runs/dist/reproduce/figures.js';

const usage = `Usage: node packages/pretrained/generate/add.mjs <run> <name> --command <command> --licence <text> [--test <files...>]

Copies a finished run into packages/pretrained/networks/<name>: its config, its weights as float16, and its metrics without those of each batch. Tests
the copied weights on all test images of the config, or of --test, with wasm, and writes card.json. Then add the name to src/networks.ts.

  $ node packages/pretrained/generate/add.mjs runs/long/runs/osr-ots-seed-1 cifar10-vgg-eighth \\
      --command 'spikegrad reproduce table4 --scale long --rows osr-ots --only-seeds 1' --licence 'CIFAR-10: ...'
`;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    command: { type: 'string' },
    licence: { type: 'string' },
    test: { type: 'string', multiple: true },
  },
});
const [run, name] = positionals;
if (!run || !name || !values.command || !values.licence) {
  console.error(usage);
  process.exit(2);
}

/** Prints warnings and results, and nothing else. */
const reporter = {
  say: (line) => console.log(line),
  warn: (line) => console.warn(line),
  emit: () => undefined,
  progress: () => ({ update: () => undefined, stop: () => undefined }),
};

const folder = fileURLToPath(new URL(`../networks/${name}`, import.meta.url));
await rm(folder, { recursive: true, force: true });
await mkdir(folder, { recursive: true });

const config = JSON.parse(await readFile(join(run, 'config.json'), 'utf8'));
// Paths of the machine that trained are of no use elsewhere: the published set stands for them.
const { $schema: _, ...fields } = config;
const { train: __, test: ___, format, ...data } = fields.data;
const shared = { ...fields, data: data.set === undefined ? { ...data, set: format } : fields.data };
await writeFile(join(folder, 'config.json'), `${JSON.stringify(shared, null, 2)}\n`);

const file = join(run, 'model.safetensors');
const { entries } = decodeWeights(await readFile(file), file);
const host = Object.entries(entries).map(([path, entry]) => [path, { ...entry, dtype: 'float32' }]);
const weights = encodeWeights(Object.fromEntries(host), true);
await writeFile(join(folder, 'model.safetensors'), weights);

const lines = (await readFile(join(run, 'metrics.jsonl'), 'utf8'))
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line));
const record = await readRun(run);
const lastBatch = record.history.count - 1;
const thin = lines.flatMap((line) => {
  if (line.event !== 'iteration') return ['start', 'epoch', 'test'].includes(line.event) ? [line] : [];
  if (line.iteration === lastBatch) return [line];
  return line.iteration % 100 === 0 ? [{ ...line, layers: [], norms: [] }] : [];
});
await writeFile(join(folder, 'metrics.jsonl'), `${thin.map((line) => JSON.stringify(line)).join('\n')}\n`);

await use(wasm());
const asked = values.test ? { data: values.test } : {};
const { files } = await checkEvaluation(folder, asked);
const { classes, channels } = await openPart(shared.data, 'test', files, reporter);
const { images, accuracy, low, high } = await evaluate(folder, asked, reporter);
const { device, seconds } = figuresOf(record).machine;
const card = {
  data: shared.data.set,
  dataLicence: values.licence,
  classes,
  channels,
  parameters: record.start.parameters,
  test: { images, accuracy, low, high },
  training: {
    command: values.command,
    batches: record.history.count,
    device,
    seconds: Math.round(seconds),
    date: new Date().toISOString().slice(0, 10),
  },
  sha256: createHash('sha256').update(weights).digest('hex'),
};
await writeFile(join(folder, 'card.json'), `${JSON.stringify(card, null, 2)}\n`);
console.log(`written to ${folder}: ${weights.length} bytes of weights`);
process.exit(0);
