import { cpu, fromData, Random, scope, type Backend } from '@spikegrad/core';
import { nfResNet, vgg, type NetworkOptions } from '@spikegrad/models';
import { LIF } from '@spikegrad/neurons';
import { onlineLoss, SGD, type Module } from '@spikegrad/nn';
import { OSR, OTS } from '@spikegrad/normalization';
import { online, ottt, type LearningRule } from '@spikegrad/online';
import { hold, type Claim } from './claim.js';

const steps = 2;

/** A thirty-second of the channels, three classes, OSR with its guard, and thresholds that are remembered or not. */
const small = (backend: Backend, remembers: boolean): NetworkOptions => ({
  ...{ backend, classes: 3, seed: 1, width: 1 / 32 },
  norm: (channels, placement) => new OSR(channels, { guardRatio: 2, ...placement }),
  neuron: (placement) => new LIF({ threshold: new OTS(remembers ? { steps, ...placement } : placement) }),
});

const networks: Readonly<Record<string, (backend: Backend) => readonly [Module, LearningRule, size: number]>> = {
  'VGG, online, with remembered thresholds': (backend) => [vgg(small(backend, true)), online(), 8],
  'VGG, by OTTT, with thresholds of the moment': (backend) => [vgg(small(backend, false)), ottt(), 8],
  'NF-ResNet-18, online': (backend) => [nfResNet({ ...small(backend, true), depth: 18 }), online(), 16],
};

/** Whole networks train where the tensors are: nothing is read within a step, and nothing is left behind. Each needs a backend that nothing else used. */
export const networkClaims = (backend: Backend): readonly Claim[] =>
  Object.entries(networks).map(([name, build]) => ({
    name: `${name} trains wholly on the device and leaves nothing behind`,
    async run() {
      const before = backend.memory().tensors;
      let reads = 0;
      const counting: Backend = { ...backend, read: (...asked) => (reads++, backend.read(...asked)) };
      const [model, rule, size] = build(counting);
      const parameters = model.parameters();
      const optimizer = new SGD(parameters, { learningRate: 0.05 });
      const frame = new Random(2).normal([3, 3, size, size], { backend: counting, deviation: 2 });
      const labels = fromData([0, 1, 2], [3], { backend: counting });
      const step = () => {
        const logits = model.forward(frame);
        return { logits, loss: onlineLoss(logits, labels) };
      };
      const losses = [0, 1].map(() => {
        const { loss, logits } = scope(() => rule.learn({ model, optimizer, steps, step }));
        logits.dispose();
        return loss;
      });
      hold(reads === 0, () => `${reads} reads within two steps`);
      const values = await Promise.all(losses.map((loss) => loss.item()));
      hold(values.every(Number.isFinite) && values[0] !== values[1], () => `losses ${values.join(', ')}`);
      for (const each of [frame, labels, ...losses]) each.dispose();
      optimizer.zeroGrad();
      for (const { value } of model.namedPending()) value.clear();
      await model.to(cpu());
      const { tensors } = backend.memory();
      hold(tensors === before, () => `${tensors - before} tensors are left`);
    },
  }));
