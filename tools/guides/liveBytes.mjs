import { meta, zeros } from '@spikegrad/core';
import { vgg } from '@spikegrad/models';
import { LIF } from '@spikegrad/neurons';
import { onlineLoss, SGD } from '@spikegrad/nn';
import { OSR, OTS } from '@spikegrad/normalization';
import { bptt, online } from '@spikegrad/online';

const images = 32;
export const rules = { online: online(), bptt: bptt() };

/**
 * MiB of live tensors while the paper's VGG learns from one batch by a rule: before and after the forward pass of each time step, and at most. Nothing is computed: the backend of shapes holds what the reference backend would.
 */
export function liveBytes(rule, steps) {
  const backend = meta();
  const norm = (channels, placement) => new OSR(channels, placement);
  const neuron = () => new LIF({ threshold: new OTS() });
  const model = vgg({ classes: 10, seed: 1, norm, neuron, backend });
  const optimizer = new SGD(model.parameters(), { learningRate: 0.1, momentum: 0.9 });
  const image = zeros([images, 3, 32, 32], { backend });
  const label = zeros([images], { backend });
  let moments = [];
  const observe = (stepsDone) => moments.push({ stepsDone, mebibytes: mebibytes(backend.memory().bytes) });
  const learn = () => {
    moments = [];
    const step = () => {
      const t = moments.length / 2;
      observe(t);
      const logits = model.forward(image);
      const loss = onlineLoss(logits, label);
      observe(t + 1);
      return { logits, loss };
    };
    rules[rule].learn({ model, optimizer, steps, step });
  };
  learn(); // gradients and velocities exist from here on
  backend.resetPeak();
  learn();
  return { moments, peak: mebibytes(backend.memory().peakBytes) };
}

const mebibytes = (bytes) => bytes / 2 ** 20;
