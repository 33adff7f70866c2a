import { batches, readCifar10 } from '@spikegrad/data';
import { resNet, vgg } from '@spikegrad/models';
import { LIF } from '@spikegrad/neurons';
import { onlineLoss, SGD } from '@spikegrad/nn';
import { OSR, OTS } from '@spikegrad/normalization';
import { online } from '@spikegrad/online';
import { fileURLToPath } from 'node:url';
import { steps as T } from './work.js';

/** The paper's optimizer for CIFAR-10. `step.py` has the same numbers. */
const optimizer = { learningRate: 0.1, momentum: 0.9, weightDecay: 5e-4 };

const sample = fileURLToPath(new URL('../../packages/data/samples/cifar10/train_2000.bin', import.meta.url));

/** The paper's networks. `step.py` has the same. */
const networks = { vgg, resnet19: (options) => resNet({ ...options, depth: 19 }) };

/** A network of the paper with OSR and OTS under the library's defaults, and how it learns one batch. */
export function learner(
  backend,
  { network = 'vgg', width = 1, norm = {}, dtype = 'float32', steps = T, rule = online() } = {},
) {
  const model = networks[network]({
    ...{ classes: 10, seed: 1, width, backend, dtype },
    norm: (channels, placement) => new OSR(channels, { ...norm, ...placement }),
    neuron: () => new LIF({ threshold: new OTS() }),
  });
  const sgd = new SGD(model.parameters(), optimizer);
  /** One training step: T times forward and backward, one move of the weights. @returns the loss */
  const learn = async ({ image, label }, monitor = null) => {
    const step = () => {
      const logits = model.forward(image);
      return { logits, loss: onlineLoss(logits, label) };
    };
    const { loss, logits } = rule.learn({ model, optimizer: sgd, steps, step, monitor });
    const value = await loss.item();
    loss.dispose();
    logits.dispose();
    return value;
  };
  return { model, optimizer: sgd, learn };
}

/** Batches of the shipped sample of CIFAR-10, without end. */
export async function* images(backend, size) {
  const dataset = await readCifar10(sample);
  for (let epoch = 0; ; epoch++) yield* batches(dataset, { size, seed: 1, epoch, dropLast: true, backend });
}

/** The firing rate of every layer of neurons: mean over the steps. */
export const ratesOf = (readings) =>
  Object.fromEntries(
    Object.entries(readings).flatMap(([path, { rate }]) =>
      rate ? [[path, rate.reduce((sum, value) => sum + value, 0) / rate.length]] : [],
    ),
  );
