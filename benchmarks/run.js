/** `npm run bench`: measures, saves the figures in `results/results.json`, and writes pages of `docs` from them. */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { measureBounds } from './bound/section.js';
import { measureDensity } from './density/section.js';
import { measureDiagnostics } from './diagnostics/section.js';
import { measureFit } from './fit/section.js';
import { measureGpu } from './gpu/section.js';
import { measureInference } from './inference/section.js';
import { measureLearning } from './learning/section.js';
import { machine } from './machine/machine.js';
import { measureMemories } from './memory/section.js';
import { measureNarrow } from './narrow/section.js';
import { drawAll } from './page/plots.js';
import { renderPage, sectionsAsText } from './page/render.js';
import { measureParity } from './parity/section.js';
import { measurePeers } from './peers/section.js';
import { measureResnet } from './resnet/section.js';
import { measureRules } from './rules/section.js';
import { measureSize } from './size/section.js';
import { measureStep } from './step/section.js';
import { measureThresholds } from './thresholds/section.js';

const sections = {
  step: { measure: measureStep, minutes: [20, 12], about: "a training step of the paper's VGG, compared with PyTorch" },
  narrow: {
    measure: measureNarrow,
    minutes: [7, 4],
    about: 'the same for networks with fewer channels',
  },
  resnet: { measure: measureResnet, minutes: [12, 7], about: 'a training step of ResNet-19, compared with PyTorch' },
  inference: {
    measure: measureInference,
    minutes: [3, 2],
    about: 'evaluation with folded norms, compared with PyTorch and the dense path',
  },
  density: {
    measure: measureDensity,
    minutes: [2, 1],
    about: 'convolutions at fixed densities, compared with the dense path',
  },
  learning: {
    measure: measureLearning,
    minutes: [2, 1.5],
    about: 'time and memory of OTTT, BPTT and online learning',
  },
  diagnostics: {
    measure: measureDiagnostics,
    minutes: [1.7, 0.8],
    about: 'the cost of recording norms, rates, thresholds and membranes',
  },
  bound: { measure: measureBounds, minutes: [0.5, 0.2], about: 'kernels compared with the loops that limit them' },
  peers: { measure: measurePeers, minutes: [2, 1], about: 'operations, compared with TensorFlow.js and jax-js' },
  memory: { measure: measureMemories, minutes: [2, 1], about: 'memory over T, and over 5,000 training steps' },
  fit: { measure: measureFit, minutes: [0.1, 0.1], about: 'memory of a training step, computed without values' },
  size: { measure: measureSize, minutes: [0.5, 0.2], about: 'size of the kernels, and time to the first step' },
  parity: {
    measure: measureParity,
    minutes: [2.5, 1.5],
    about: 'the same training here and in PyTorch; fails if they differ',
  },
  rules: {
    measure: measureRules,
    minutes: [3, 0.5],
    isExperiment: true,
    about: 'the gradient of every rule compared with BPTT, layer by layer',
  },
  thresholds: {
    measure: measureThresholds,
    minutes: [20, 1],
    isExperiment: true,
    about: 'accuracy for sizes of test batches and kinds of thresholds',
  },
  gpu: { measure: measureGpu, minutes: [1, 0.5], about: 'operations and a training step on WebGPU' },
};

const help = `npm run bench -- [sections] [options]

Sections (without names: all except the experiments, which train networks):
${Object.entries(sections)
  .map(
    ([name, { about, minutes, isExperiment }]) =>
      `  ${name.padEnd(13)}${about} (about ${minutes[0]} min${isExperiment ? ', an experiment' : ''})`,
  )
  .join('\n')}
  page         measures nothing; writes the pages of docs again from the saved figures

Options:
  --quick           few repeats; the figures are not saved
  --keep            saves them, with a mark
  --json            figures on standard output, as JSON
  --note <text>     saved with the figures, such as 'a shared machine'
  --weights <file>  weights for step, inference and learning instead of warming up, from step/warm.js
  --device gpu      the same as the section gpu

The section gpu needs the package webgpu. Without a GPU it uses the software renderer of Chromium, if that is installed.
If a comparison of a section fails, the exit code is 1, and the figures of the section are not saved.
PyTorch is measured if \`python3 -c "import torch"\` works; SPIKEGRAD_PYTHON names another Python.

Examples:
  npm run bench
  npm run bench -- step --quick
  npm run bench -- inference density learning
  npm run bench -- peers size --json > figures.json
  npm run bench -- gpu --quick
  SPIKEGRAD_PYTHON=~/venv/bin/python npm run bench -- step parity
`;

const results = new URL('results/', import.meta.url);
const kept = new URL('results.json', results);
const pages = ['performance.md', 'performance-details.md', 'parity.md', 'rules.md', 'thresholds.md'];
const docs = new URL('../docs/', import.meta.url);
const templates = new URL('page/', import.meta.url);

const { values: flags, positionals } = readArguments();
const named = flags.device === undefined ? positionals : [...new Set([...positionals, flags.device])];
const chosen = named.length === 0 ? measurements() : named.filter((name) => name !== 'page');
const minutesOf = (name) => sections[name].minutes[flags.quick ? 1 : 0];
const minutes = chosen.reduce((sum, name) => sum + minutesOf(name), 0);
if (chosen.length > 0) {
  const each = chosen.map((name) => `${name} ${minutesOf(name)}`).join(', ');
  console.error(`about ${Math.ceil(minutes)} min: ${each}`);
}

const keeps = !flags.quick || flags.keep;
const measured = {};
for (const name of chosen) {
  const began = performance.now();
  const figures = await sections[name].measure({ quick: flags.quick ?? false, weights: flags.weights });
  const context = { ...machine(), date: new Date().toISOString().slice(0, 10), quick: flags.quick ?? false };
  measured[name] = { context: { ...context, note: flags.note ?? null }, ...figures };
  console.error(`${name}: done in ${((performance.now() - began) / 60_000).toFixed(1)} min`);
  if (measured[name].holds === false) process.exitCode = 1;
  else if (keeps) await keep({ [name]: measured[name] });
}
if (chosen.length === 0) await keep({});
console.log(flags.json ? JSON.stringify(measured) : sectionsAsText(measured));

/** The sections that are measured when none is named. */
function measurements() {
  return Object.keys(sections).filter((name) => !sections[name].isExperiment);
}

function readArguments() {
  const options = {
    quick: 'boolean',
    keep: 'boolean',
    json: 'boolean',
    help: 'boolean',
    note: 'string',
    weights: 'string',
    device: 'string',
  };
  const types = Object.fromEntries(Object.entries(options).map(([name, type]) => [name, { type }]));
  try {
    const read = parseArgs({ options: types, allowPositionals: true });
    const unknown = read.positionals.find((name) => !(name in sections) && name !== 'page');
    if (unknown !== undefined) throw new Error(`no section is called '${unknown}'`);
    const { device = 'gpu' } = read.values;
    if (device !== 'gpu') throw new Error(`--device takes gpu only, not '${device}'`);
    if (read.values.help) {
      console.log(help);
      process.exit(0);
    }
    return read;
  } catch (error) {
    console.error(`error: ${error.message}\n\n${help}`);
    process.exit(1);
  }
}

/** Adds sections to the kept figures, and writes page and pictures from all of them. */
async function keep(news) {
  await mkdir(results, { recursive: true });
  const all = { ...JSON.parse(await readFile(kept, 'utf8').catch(() => '{}')), ...news };
  await writeFile(kept, `${JSON.stringify(all, null, 1)}\n`);
  for (const [name, svg] of Object.entries(drawAll(all))) await writeFile(new URL(`${name}.svg`, results), await svg);
  for (const page of pages)
    await writeFile(new URL(page, docs), renderPage(await readFile(new URL(page, templates), 'utf8'), all));
}
