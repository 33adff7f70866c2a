import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { command } from '../packages/command.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));
const config = 'packages/cli/configs/cifar10-sample.json';

/** The two runs whose firing rates are drawn: their folders, and their thresholds. */
const runs = {
  fixed: { name: 'OSR, fixed threshold', threshold: { name: 'fixed' } },
  ots: { name: 'OSR + OTS', threshold: { name: 'ots', evaluation: 'running' } },
};

/** Batches at the end of a run whose mean is drawn. */
const last = 20;

/** Trains both networks into folders of `folder`, where they are not trained yet, and gives the firing rate of each layer and step. */
export function trainedRates(folder) {
  return Object.entries(runs).map(([name, run]) => {
    const out = join(folder, name);
    if (!existsSync(join(out, 'report.html'))) {
      const words = ['--device', 'wasm', '--set', `neuron.threshold=${JSON.stringify(run.threshold)}`, '--out', out];
      command(root, process.execPath, 'packages/cli/bin/spikegrad.js', 'train', config, ...words);
    }
    return { name: run.name, layers: ratesOf(join(out, 'metrics.jsonl')) };
  });
}

/** The firing rate of each layer at each step, mean of the last batches. */
function ratesOf(path) {
  const events = readFileSync(path, 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  const batches = events.filter(({ event, layers }) => event === 'iteration' && layers).slice(-last);
  return batches[0].layers.map(({ rate }, i) => ({
    layer: i + 1,
    rate: rate.map((_, t) => batches.reduce((sum, { layers }) => sum + layers[i].rate[t], 0) / batches.length),
  }));
}
