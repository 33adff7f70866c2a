import { Monitor, type Module } from '@spikegrad/nn';
import {
  buildNetwork,
  buildOptimizer,
  buildRule,
  type LayerActivity,
  layersOf,
  trainingBatchOf,
  runConfig,
  type RunConfig,
} from '@spikegrad/trainer';
import { checkRoom } from '../memory/room.js';
import { drawn } from './supply.js';

/** The config of a bench without a config: the paper's VGG at a quarter of its width. */
export const defaultExercise: RunConfig = runConfig.parse({
  data: { train: ['none'], test: ['none'] },
  model: { width: 0.25 },
  norm: { name: 'osr', guardRatio: 2, momentum: 0.8 }, // deep layers fire after a few sequences, not after dozens
});

/** A network in training, one batch after the other. */
export interface Exercise {
  readonly model: Module;
  /** Shape of its input at a step, `[N, C, H, W]`. */
  readonly shape: readonly number[];
  /** One training step of T time steps, until its loss is known. Returns the seconds that it waited for its batch. */
  learn(): Promise<{ readonly loss: number; readonly waited: number }>;
  /** The same, with the activity of each layer of neurons. */
  observe(): Promise<readonly LayerActivity[]>;
}

/** The network of a config and its batches, which are random unless others are given. */
export function buildExercise(config: RunConfig, supply = drawn(config)): Exercise {
  const { classes, channels, shape } = supply;
  checkRoom(config, { classes, channels });
  const model = buildNetwork(config, { classes, channels });
  const optimizer = buildOptimizer(model, config.optimizer);
  const rule = buildRule(config, 0);
  const monitor = new Monitor(model);
  const learn = async (watch: Monitor | null): ReturnType<Exercise['learn']> => {
    const asked = performance.now();
    const batch = await supply.next();
    const waited = (performance.now() - asked) / 1000;
    const { loss, logits } = rule.learn({ ...trainingBatchOf(model, batch, config, 0), optimizer, monitor: watch });
    const value = await loss.item(); // the step is done only after this read
    loss.dispose();
    logits.dispose();
    return { loss: value, waited };
  };
  return {
    ...{ model, shape },
    learn: () => learn(null),
    observe: async () => {
      await learn(monitor);
      return layersOf(await monitor.read());
    },
  };
}
