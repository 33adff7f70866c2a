/**
 * Training steps of the paper's VGG without a monitor, with the monitor of `spikegrad train` (firing rates, thresholds,
 * both variances, guard), and with distributions of membranes too. They run in alternation. Processor time is measured,
 * which other programs hardly change.
 */
import { Monitor } from '@spikegrad/nn';
import { wasm } from '@spikegrad/wasm';
import { answer, options } from '../machine/child.js';
import { images, learner } from '../step/network.js';

const { width, size, rounds, threads } = options();
const backend = wasm({ threads });
// A closer guard lets deep layers fire after a few sequences, as in training.
const { model, learn } = learner(backend, { width, norm: { guardRatio: 2, momentum: 0.8 } });
const watchers = {
  nobody: null,
  figures: new Monitor(model),
  'figures and membranes': new Monitor(model, { distributions: true }),
};
const names = Object.keys(watchers);
const seconds = Object.fromEntries(names.map((name) => [name, []]));

const warmUp = 5;
let round = -warmUp;
for await (const batch of images(backend, size)) {
  // Each round begins with another, so that none is always the one after a pause.
  for (const name of names.map((_, i) => names[(i + round + warmUp) % names.length])) {
    const began = process.cpuUsage();
    await learn(batch, watchers[name]);
    await watchers[name]?.read();
    await watchers[name]?.readDistributions();
    const { user, system } = process.cpuUsage(began);
    if (round >= 0) seconds[name].push((user + system) / 1e6);
  }
  if (++round === rounds) break;
}
answer({ seconds });
