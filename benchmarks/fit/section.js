import { meta, tensor, zeros } from '@spikegrad/core';
import { resNet, vgg } from '@spikegrad/models';
import { LIF } from '@spikegrad/neurons';
import { onlineLoss, SGD, summary } from '@spikegrad/nn';
import { OSR, OTS } from '@spikegrad/normalization';
import { online } from '@spikegrad/online';

const networks = [
  ['VGG', vgg],
  ['ResNet-19', resNet],
];
const sizes = [32, 128];
const image = [3, 32, 32];

/** What training steps hold, counted where tensors have shapes and no values: no machine is asked. */
export async function measureFit() {
  const rows = networks.flatMap(([name, build]) => sizes.map((size) => ({ name, size, ...heldBy(build, size) })));
  return { rows };
}

/** Two training steps of T = 4, so that gradients and velocities are there; the second is counted. */
function heldBy(build, size) {
  const backend = meta();
  const model = build({
    ...{ classes: 10, seed: 1, backend },
    norm: (channels, placement) => new OSR(channels, placement),
    neuron: () => new LIF({ threshold: new OTS({ backend }) }),
  });
  const optimizer = new SGD(model.parameters(), { learningRate: 0.1, momentum: 0.9, weightDecay: 5e-4 });
  const batch = zeros([size, ...image], { backend });
  const label = tensor(new Array(size).fill(0), { backend });
  const step = () => {
    const logits = model.forward(batch);
    return { logits, loss: onlineLoss(logits, label) };
  };
  for (let i = 0; i < 2; i++) {
    backend.resetPeak();
    const { loss, logits } = online().learn({ model, optimizer, steps: 4, step });
    for (const result of [loss, logits]) result.dispose();
  }
  const { bytes: heldBytes, peakBytes } = backend.memory();
  const { neurons, parameters } = summary(model, [1, ...image]);
  return { neurons, parameters, heldBytes, peakBytes };
}
