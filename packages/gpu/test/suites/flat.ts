import { Random, tensor, type Backend } from '@spikegrad/core';
import { Linear, onlineLoss, sequence, Sequential, SGD } from '@spikegrad/nn';
import { LIF } from '@spikegrad/neurons';
import { OSR } from '@spikegrad/normalization';
import { hold, type Claim } from './claim.js';

/**
 * Memory is the same after every step of training, on a backend that nothing else used. @param resident pieces of memory that the device itself holds, where they can be counted
 */
export const flatClaims = (backend: Backend, count: number, resident: () => number = () => 0): readonly Claim[] => [
  {
    name: `${count} steps of training leave memory as it was`,
    async run() {
      const random = new Random(1);
      const model = new Sequential(
        new Linear(5, 8, { random, backend }),
        new OSR(8, { backend }),
        new LIF(),
        new Linear(8, 3, { random, backend }),
      );
      const optimizer = new SGD(model.parameters(), { learningRate: 0.01, momentum: 0.9 });
      const [x, labels] = [random.normal([4, 5], { backend }), tensor([0, 1, 2, 0], { backend })];
      const figures = new Set<string>();
      const held = new Set<number>();
      for (let i = 0; i < count; i++) {
        optimizer.zeroGrad();
        sequence(model, 1, () => onlineLoss(model.forward(x), labels).backward());
        optimizer.step();
        if (i % 20 !== 9) continue;
        await model.parameters()[0]!.data();
        const { tensors, bytes } = backend.memory();
        figures.add(`${tensors} tensors, ${bytes} bytes`);
        held.add(resident());
      }
      hold(figures.size === 1, () => [...figures].join('; '));
      hold(held.size === 1, () => `pieces on the device: ${[...held].join(', ')}`);
    },
  },
];
