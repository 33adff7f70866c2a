import { distributionEdges, type Distribution } from '@spikegrad/nn';
import type { Iteration } from '../../trainer/src/loop/iterations.js';

/** A membrane of mean 0.5 and deviation 1.5. */
export const membrane: Distribution = {
  ...{ count: 100, mean: 0.5, deviation: 1.5, minimum: -3, maximum: 5, skewness: 0.5, kurtosis: -0.25 },
  counts: Array.from({ length: distributionEdges.length + 1 }, (_, i) => i % 7),
  nonFinite: 0,
};

/** An iteration made up by hand: two layers, two steps, membranes in every tenth. */
export function madeUp(iteration: number): Iteration {
  const layer = (name: string, rate: number) => ({ layer: name, rate: [rate, rate / 2], threshold: [1, 1.25] });
  return {
    ...{ iteration, learningRate: 0.1, loss: 2 / (iteration + 1), accuracy: iteration / 100 },
    layers: [layer('features.0.neuron', 0.25), layer('features.1.neuron', 0.125)],
    norms: [{ layer: 'features.0.norm', within: 3, between: 1, guard: [1, 0] }],
    ...(iteration % 10 === 0 && {
      membranes: [{ layer: 'features.0.neuron', steps: [membrane, { ...membrane, mean: 0.25 }] }],
    }),
  };
}
