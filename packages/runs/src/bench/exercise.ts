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

/** What a bench without a config times: the paper's VGG at a quarter of its width. */
export const defaultExercise: RunConfig = runConfig.parse({
  data: { train: ['none'], test: ['none'] },
  model: { width: 0.25 },
  norm: { name: 'osr', guardRatio: 2, momentum: 0.8 }, // deep layers fire after a few sequences, not after dozens
});

/** A network that learns, batch after batch. */
export interface Exercise {
  readonly model: Module;
  /** Shape of what it sees at a step, `[N, C, H, W]`. */
  readonly shape: readonly number[];
  /** One training step of T time steps, until its loss is known, and the seconds of it that were spent waiting for its batch. */
  learn(): Promise<{ readonly loss: number; readonly waited: number }>;
  /** The same, and what each layer of neurons did. */
  observe(): Promise<readonly LayerActivity[]>;
}

/** The network of a config, and batches for it: drawn unless others are given. */
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
    const value = await loss.item(); // only now is the step surely done
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
