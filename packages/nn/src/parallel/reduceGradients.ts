import { keep, noGrad, scope } from '@spikegrad/core';
import type { Parameter } from '../module/parameter.js';
import type { Optimizer } from '../optimizers/optimizer.js';
import { sumTensors } from './sumTensors.js';
import type { World } from './world.js';

/**
 * Replaces every gradient by its sum over all ranks. The loss of each rank has to be weighted by its share of the batch;
 * the sum is then the gradient of the mean over all samples.
 *
 * @throws BackendError for a backend whose memory the host does not own
 */
export function reduceGradients(parameters: readonly Parameter[], world: World): void {
  if (world.size === 1) return;
  const held = parameters.filter(({ grad }) => grad !== null);
  scope(() =>
    noGrad(() => {
      const sums = sumTensors(
        held.map(({ grad }) => grad!),
        world,
      );
      held.forEach((parameter, i) => {
        parameter.grad!.dispose();
        parameter.grad = keep(sums[i]!);
      });
    }),
  );
}

/** The part of an optimizer that learning rules use. */
export type Updater = Pick<Optimizer, 'step' | 'zeroGrad'>;

/** The same optimizer, which reduces the gradients before every step. */
export const reducing = (optimizer: Optimizer, world: World): Updater =>
  world.size === 1
    ? optimizer
    : {
        zeroGrad: () => optimizer.zeroGrad(),
        step: () => {
          reduceGradients(optimizer.parameters, world);
          optimizer.step();
        },
      };
