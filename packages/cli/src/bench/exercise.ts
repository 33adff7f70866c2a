import { Random, tensor } from '@spikegrad/core';
import { Monitor, type Module } from '@spikegrad/nn';
import { buildOptimizer, buildRule } from '../build/learning.js';
import { lessonOf } from '../build/lesson.js';
import { buildNetwork } from '../build/network.js';
import { checkRoom } from '../build/room.js';
import { runConfig, type RunConfig } from '../config/schema.js';
import { batchShapeOf, shownOf } from '../datasets/shownOf.js';
import { layersOf, type LayerActivity } from '../train/layers.js';

/** What a bench without a config times: the paper's VGG at a quarter of its width. */
export const defaultExercise: RunConfig = runConfig.parse({
  data: { train: ['none'], test: ['none'] },
  model: { width: 0.25 },
  norm: { name: 'osr', guardRatio: 2, momentum: 0.8 }, // deep layers fire after a few sequences, not after dozens
});

/** A network that learns from one batch again and again. */
export interface Exercise {
  readonly model: Module;
  /** Shape of the batch at one time step, `[N, C, H, W]`. */
  readonly shape: readonly number[];
  /** One training step of T time steps, until its loss is known. @returns the loss */
  learn(): Promise<number>;
  /** The same, and what each layer of neurons did. */
  observe(): Promise<readonly LayerActivity[]>;
}

/** The network of a config, and a batch of its size. Images are drawn: time depends on how often neurons fire, not on what they see. */
export function buildExercise(config: RunConfig): Exercise {
  const { seed, batchSize } = config;
  const shown = shownOf(config);
  const { channels, size, classes } = shown;
  checkRoom(config, { classes, channels });
  const random = new Random(seed).split('bench');
  const image = random.normal(batchShapeOf(config, shown));
  const label = tensor(Array.from({ length: batchSize }, () => random.integer(classes)));
  const model = buildNetwork(config, { classes, channels });
  const optimizer = buildOptimizer(model, config.optimizer);
  const rule = buildRule(config, 0);
  const monitor = new Monitor(model);
  const lesson = lessonOf(model, { image, label }, config, 0);
  const learn = async (watch: Monitor | null): Promise<number> => {
    const { loss, logits } = rule.learn({ ...lesson, optimizer, monitor: watch });
    const value = await loss.item(); // only now is the step surely done
    loss.dispose();
    logits.dispose();
    return value;
  };
  return {
    model,
    shape: [batchSize, channels, size, size],
    learn: () => learn(null),
    observe: async () => {
      await learn(monitor);
      return layersOf(await monitor.read());
    },
  };
}
