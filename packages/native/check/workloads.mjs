import {
  channelAffine,
  channelNormGradient,
  channelStatistics,
  conv2d,
  fromData,
  grad,
  matmul,
  Random,
  tensor,
  use,
} from '../../core/dist/index.js';
import { backendContract } from '../../core/dist/testing/index.js';
import { vgg } from '../../models/dist/index.js';
import { LIF } from '../../neurons/dist/index.js';
import { onlineLoss, sequence, SGD } from '../../nn/dist/index.js';
import { OSR, OTS } from '../../normalization/dist/index.js';

/** Steps of a spiking VGG of the paper, 1/8 as wide: dense and sparse convolutions, norms, pooling and a classifier. */
function train(backend) {
  const model = vgg({
    ...{ classes: 10, width: 1 / 8, seed: 1 },
    norm: (channels) => new OSR(channels),
    neuron: () => new LIF({ threshold: new OTS() }),
  });
  const optimizer = new SGD(model.parameters(), { learningRate: 0.1, momentum: 0.9 });
  for (let step = 0; step < 2; step++) {
    const [image, label] = [new Random(step).normal([3, 3, 16, 16]), tensor([3, 5, 1])];
    optimizer.zeroGrad();
    sequence(model, 2, () => onlineLoss(model.forward(image), label).div(2).backward());
    optimizer.step();
    for (const each of [image, label]) each.dispose();
  }
  for (const each of model.parameters()) each.dispose();
  return backend;
}

const drawn = 80;

/** Convolutions of drawn sizes and densities, with both gradients; every third has 3 × 3 windows of stride 1 and more channels, for Winograd's method. */
function convolve(backend) {
  const random = new Random(11);
  const pick = (least, most) => least + Math.floor(random.next() * (most - least + 1));
  for (let i = 0; i < drawn; i++) {
    const many = i % 3 === 0;
    const groups = many ? 1 : pick(1, 2);
    const [kernel, stride, dilation] = many ? [3, 1, 1] : [pick(1, 3), pick(1, 3), pick(1, 2)];
    const [samples, channels, outputs, padding] = [pick(1, 3), pick(1, many ? 70 : 20), pick(1, 40), pick(0, 2)];
    const least = dilation * (kernel - 1) + 1;
    const shape = [samples, channels * groups, least + pick(0, 12), least + pick(0, 12)];
    const [density, valued] = [[0, 0.02, 0.1, 0.3, 1][pick(0, 4)], pick(0, 1)];
    const [chance, values] = [random.uniform(shape).dataSync(), random.normal(shape).dataSync()];
    const spikes = chance.map((value, place) => (value < density ? (valued ? values[place] : 1) : 0));
    const x = fromData(spikes, shape, { requiresGrad: true });
    const w = random.normal([outputs * groups, channels, kernel, kernel], { requiresGrad: true });
    const y = conv2d(x, w, null, { groups, stride, padding, dilation });
    const gradient = random.normal(y.shape);
    for (const each of [...grad(y, [x, w], { gradient }), gradient, y, x, w]) each.dispose();
  }
  return backend;
}

function multiply(backend) {
  const random = new Random(12);
  const pick = (most) => 1 + Math.floor(random.next() * most);
  for (let i = 0; i < drawn / 2; i++) {
    const [batch, m, n, k] = [pick(3), pick(150), pick(150), i === 0 ? 1300 : pick(150)];
    const [transposeA, transposeB] = [random.next() < 0.5, random.next() < 0.5];
    const a = random.normal([batch, ...(transposeA ? [k, m] : [m, k])]);
    const b = random.normal([i % 2 ? 1 : batch, ...(transposeB ? [n, k] : [k, n])]);
    for (const each of [matmul(a, b, { transposeA, transposeB }), a, b]) each.dispose();
  }
  return backend;
}

function normalise(backend) {
  const random = new Random(13);
  const pick = (most) => 1 + Math.floor(random.next() * most);
  for (let i = 0; i < drawn / 4; i++) {
    const shape = [i % 3 ? pick(4) : 1, pick(9), pick(20), pick(20)];
    const [x, dy] = [random.normal(shape), random.normal(shape)];
    const scale = random.uniform([shape[1]]);
    const { mean, variance } = channelStatistics(x);
    const { dx, sum, product } = channelNormGradient(dy, { x, mean, inverseDeviation: scale, scale });
    for (const each of [dx, sum, product, channelAffine(x, scale, mean), mean, variance, x, dy, scale]) each.dispose();
  }
  return backend;
}

/** Runs everything that is recorded. The contract disposes of the backend at its end. */
export async function runWorkloads(backend) {
  await use(backend);
  for (const work of [train, convolve, multiply, normalise]) work(backend);
  for (const { run } of backendContract(backend)) await run();
}
