import { Random, tensor, use } from '@spikegrad/core';
import { native, NativeError } from '@spikegrad/native';
import { Conv2d, Flatten, Linear, onlineLoss, sequence, Sequential, SGD } from '@spikegrad/nn';
import { LIF } from '@spikegrad/neurons';
import { OSR, OTS } from '@spikegrad/normalization';
import { wasm } from '@spikegrad/wasm';

/** Trains a few steps, on native kernels where there are any, and prints the backend and the losses. */
function choose() {
  try {
    return native();
  } catch (error) {
    if (error instanceof NativeError) return wasm();
    throw error;
  }
}

const backend = choose();
await use(backend);
const random = new Random(1);
const model = new Sequential(
  new Conv2d(3, 16, 3, { padding: 1, random }),
  new OSR(16),
  new LIF({ threshold: new OTS() }),
  new Flatten(),
  new Linear(16 * 64, 4, { random }),
);
const optimizer = new SGD(model.parameters(), { learningRate: 0.05 });
const [image, label] = [random.normal([8, 3, 8, 8]), tensor([0, 1, 2, 3, 0, 1, 2, 3])];
const losses = [];
for (let step = 0; step < 10; step++) {
  optimizer.zeroGrad();
  let sum = 0;
  sequence(model, 2, () => {
    const loss = onlineLoss(model.forward(image), label);
    sum += loss.dataSync()[0];
    loss.div(2).backward();
  });
  optimizer.step();
  losses.push(sum / 2);
}
if (!(losses.at(-1) < 0.8 * losses[0])) throw new Error(`expected the loss to fall but received ${losses.join(', ')}`);
console.log(backend.name, losses.map((loss) => loss.toFixed(3)).join(' '));
process.exit(0);
