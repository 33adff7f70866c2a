// OSR and OTS: normalization and firing rates while the currents of a layer grow from step to step.
import { Random } from '@spikegrad/core';
import { LIF } from '@spikegrad/neurons';
import { OSR, OTS, VanillaNorm } from '@spikegrad/normalization';
import { Monitor, sequence, Sequential } from '@spikegrad/nn';

const steps = 6;
const batch = new Random(1).normal([512, 16]);
/** Currents whose mean and deviation grow from step to step. */
const currentAt = (t: number) => batch.mul(1 + 0.1 * t).add(0.1 * t);

const show = (what: string, values: readonly number[]): void =>
  console.log(what.padEnd(46), values.map((value) => value.toFixed(2).padStart(5)).join(' '));

/** The firing rate of a layer at each step, after 40 sequences have updated its running statistics. */
async function ratesOf(norm: OSR | VanillaNorm, threshold: OTS | number) {
  const model = new Sequential(norm, new LIF({ threshold }));
  const run = (monitor: Monitor | null): void =>
    void sequence(model, steps, (t) => void model.forward(currentAt(t)), { monitor });
  for (let i = 0; i < 40; i++) run(null);
  const monitor = new Monitor(model);
  run(monitor);
  return (await monitor.read())['layers.1']!;
}

console.log('step'.padEnd(50), '1     2     3     4     5     6');
show('firing rate, OSR, fixed threshold', (await ratesOf(new OSR(16), 1)).rate!);
const { rate, threshold } = await ratesOf(new OSR(16), new OTS());
show('firing rate, OSR and OTS', rate!);
show('  the threshold that OTS chose', threshold!);

// With OSR, training and evaluation compute the same function. With plain batch normalization they do not.
for (const norm of [new OSR(16), new VanillaNorm(16)]) {
  for (let i = 0; i < 40; i++) sequence(norm, steps, (t) => void norm.forward(currentAt(t)));
  const trained = sequence(norm, steps, (t) => norm.forward(currentAt(t)));
  norm.eval();
  const gaps = trained.map((y, t) =>
    y
      .sub(norm.forward(currentAt(t)))
      .abs()
      .max()
      .item(),
  );
  show(`largest difference to evaluation, ${norm.constructor.name}`, await Promise.all(gaps));
}
