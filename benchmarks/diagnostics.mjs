/**
 * What watching costs: training steps of the paper's VGG that nobody watches, that are watched as `spikegrad train` watches every batch
 * (firing rates, thresholds, both variances, guard), and with membranes and their normality besides. They take turns,
 * and the time of the processor is counted, which other programs on the machine hardly change.
 *
 *     npm run build && node benchmarks/diagnostics.mjs [--width 0.25] [--size 32] [--rounds 20] [--threads 1]
 */
import { spreadOf } from '@spikegrad/cli';
import { Monitor } from '@spikegrad/nn';
import { wasm } from '@spikegrad/wasm';
import { parseArgs } from 'node:util';
import { images, learner } from './step/network.js';

const { values } = parseArgs({
  options: Object.fromEntries(
    Object.entries({ width: '0.25', size: '32', rounds: '20', threads: '1' }).map(([name, usual]) => [
      name,
      { type: 'string', default: usual },
    ]),
  ),
});
const { width, size, rounds, threads } = Object.fromEntries(
  Object.entries(values).map(([name, value]) => [name, Number(value)]),
);

const backend = wasm({ threads });
// A closer guard lets deep layers fire after a few sequences, as in training.
const { model, learn } = learner(backend, { width, norm: { guardRatio: 2, momentum: 0.8 } });
const watchers = {
  nobody: null,
  figures: new Monitor(model),
  'figures and membranes': new Monitor(model, { distributions: true }),
};
const seconds = Object.fromEntries(Object.keys(watchers).map((name) => [name, []]));

const warmUp = 5;
let round = -warmUp;
for await (const batch of images(backend, size)) {
  // Each round begins with another, so that none is always the one after a pause.
  const names = Object.keys(watchers);
  const turn = names.map((_, i) => names[(i + round + warmUp) % names.length]);
  for (const name of turn) {
    const began = process.cpuUsage();
    await learn(batch, watchers[name]);
    await watchers[name]?.read();
    await watchers[name]?.readDistributions();
    const { user, system } = process.cpuUsage(began);
    if (round >= 0) seconds[name].push((user + system) / 1e6);
  }
  if (++round === rounds) break;
  process.stderr.write(`\r  round ${round + warmUp} of ${rounds + warmUp}`);
}
process.stderr.write('\n');

const { nobody: alone } = seconds;
console.log(
  `VGG, width ${width}, batch ${size}, T = 4, ${threads} thread(s), ${rounds} rounds in turn, processor time`,
);
for (const [name, taken] of Object.entries(seconds)) {
  const { median, lower, least } = spreadOf(taken);
  const usual = spreadOf(alone);
  const shares = [median / usual.median, lower / usual.lower, least / usual.least].map((ratio) =>
    signed(100 * (ratio - 1)),
  );
  const times = [median, lower, least].map((each) => `${(1000 * each).toFixed(1)} ms`);
  const more = name === 'nobody' ? '' : `   ${shares.join(', ')} %`;
  console.log(`${name.padEnd(22)} median ${times[0]}, lower quartile ${times[1]}, least ${times[2]}${more}`);
}

function signed(value) {
  return `${value < 0 ? '−' : '+'}${Math.abs(value).toFixed(1)}`;
}
