import { Random } from '@spikegrad/core';
import { sequence } from '@spikegrad/nn';
import { OSR, VanillaNorm } from '@spikegrad/normalization';

const steps = 4;
const [samples, channels] = [64, 32];

/** What norms make of currents whose mean rises by 1 from step to step: the mean over samples and channels, by norm, mode and step. */
export function normalisedMeans() {
  return Object.entries({ 'vanilla BN': VanillaNorm, OSR }).flatMap(([norm, Norm]) => {
    const module = new Norm(channels);
    const random = new Random(1);
    const once = () =>
      sequence(module, steps, (t) => module.forward(random.normal([samples, channels], { mean: t + 1 })).mean()).map(
        (mean) => mean.dataSync()[0],
      );
    for (let i = 0; i < 100; i++) once(); // the running statistics settle
    const modes = { training: once(), evaluation: (module.eval(), once()) };
    return Object.entries(modes).flatMap(([name, means]) =>
      means.map((mean, t) => ({ norm, name, step: t + 1, mean })),
    );
  });
}
