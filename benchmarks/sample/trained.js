import { readConfig } from '@spikegrad/runs';
import { batchesOf, buildNetwork, buildOptimizer, inBetween, learn, positionOf } from '@spikegrad/trainer';
import { readCifar10 } from '@spikegrad/data';
import { fileURLToPath } from 'node:url';

const file = fileURLToPath(new URL('../../packages/cli/configs/cifar10-sample.json', import.meta.url));

/** The network of the shipped config, a VGG an eighth as wide, trained on the shipped sample of CIFAR-10 for so many batches. */
export async function trained({ seed, iterations }) {
  const config = await readConfig(file, { seed, iterations });
  const [training, testing] = await Promise.all([readCifar10(config.data.train), readCifar10(config.data.test)]);
  const model = buildNetwork(config, { classes: training.classes.length, channels: training.channels });
  const optimizer = buildOptimizer(model, config.optimizer);
  const began = performance.now();
  for await (const { iteration } of learn(
    { model, optimizer },
    batchesFrom(training, config, 0),
    config,
    batchesOf(training, config),
  )) {
    if ((iteration + 1) % 50 !== 0) continue;
    const left = ((performance.now() - began) / (iteration + 1)) * (iterations - iteration - 1);
    console.error(`  seed ${seed}: ${iteration + 1}/${iterations} batches learned, ${(left / 1000).toFixed(0)} s left`);
  }
  return { model, config, training, testing };
}

/** Training batches of a config, from an iteration on and without end. */
export const batchesFrom = (training, config, iteration) =>
  inBetween(training, config, positionOf(iteration, training, config));
