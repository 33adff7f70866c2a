import type { Backend } from '@spikegrad/core';
import { SGD } from '@spikegrad/nn';
import { trainingStep, trainingStepOn, spikingConvNet } from '../../../online/test/trainingStep.js';
import { hold, near, type Claim } from './claim.js';

/** A backend takes the same single steps as another that leads, each from the state that one reached. */
export const stepClaims = (backend: Backend, leader: Backend, count: number): readonly Claim[] => [
  {
    name: `${count} single steps of training follow those of ${leader.name}`,
    async run() {
      const model = spikingConvNet(leader);
      const optimizer = new SGD(model.parameters(), { momentum: 0.9, learningRate: 0.05 });
      let compared = 0;
      const rates: number[] = [];
      for (let i = 0; i < count; i++) {
        const received = await trainingStepOn(model, backend, i);
        const expected = await trainingStep(model, optimizer, i);
        rates.push(...expected.rates);
        // A membrane within rounding of its threshold may fire on one and not on the other; such a step is not compared.
        if (!received.rates.every((rate, at) => Math.abs(rate - expected.rates[at]!) < 1e-6)) continue;
        compared++;
        hold(Math.abs(received.loss - expected.loss) < 1e-4, () => `loss ${received.loss} for ${expected.loss}`);
        received.gradients.forEach((gradient, at) =>
          near(`gradient ${at} of step ${i}`, gradient, expected.gradients[at]!, 2e-4),
        );
      }
      hold(compared >= 0.9 * count, () => `only ${compared} of ${count} steps could be compared`);
      hold(
        Math.min(...rates) > 0.02 && Math.max(...rates) < 0.6,
        () => `rates between ${Math.min(...rates)} and ${Math.max(...rates)}`,
      );
    },
  },
];
