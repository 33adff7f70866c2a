/**
 * Which defaults for reset, guard and flush? A narrow VGG with OSR and OTS learns a small sample of CIFAR-10 under all of them.
 *
 *     npm run build && node benchmarks/defaults.mjs
 */
import { noGrad, scope } from '@spikegrad/core';
import { batches, readCifar10, split } from '@spikegrad/data';
import { vgg } from '@spikegrad/models';
import { LIF } from '@spikegrad/neurons';
import { cosine, crossEntropy, Monitor, onlineLoss, sequence, SGD } from '@spikegrad/nn';
import { OSR, OTS } from '@spikegrad/normalization';
import { online, predict } from '@spikegrad/online';
import { cpus } from 'node:os';
import { fileURLToPath } from 'node:url';

const seeds = [1, 2, 3];
const [T, steps, size, width, learningRate] = [4, 150, 16, 1 / 16, 0.1];
const late = 20; // sequences that count as the end
const awake = 0.01; // the firing rate from which a layer counts as awake

const sample = fileURLToPath(new URL('../packages/data/samples/cifar10/train_2000.bin', import.meta.url));
const { train, validation } = split(await readCifar10(sample), 0.2, 1);

/** Batches of 16 × 16 images without end, one pass after the other. */
async function* endless(seed) {
  for (let epoch = 0; ; epoch++) {
    for await (const { image, label } of batches(train, { size, seed, epoch, dropLast: true }))
      yield { image: image.avgPool2d(2), label };
  }
}

/** Accuracy and cross entropy of the mean output on images that were held out. */
async function evaluate(model) {
  let [right, loss] = [0, 0];
  for await (const { image, label } of batches(validation, { size: 100, shuffle: false })) {
    const x = image.avgPool2d(2);
    const logits = predict(model, T, () => model.forward(x));
    const figures = scope(() =>
      noGrad(() => [logits.argmax(1).equal(label).sum(), crossEntropy(logits.div(T), label).mul(label.size)]),
    );
    right += await figures[0].item();
    loss += await figures[1].item();
  }
  return { accuracy: right / validation.count, heldOutLoss: loss / validation.count };
}

const average = (numbers) => numbers.reduce((a, b) => a + b, 0) / numbers.length;

/** Trains lazily: what is trained does not depend on the flush, so one run is evaluated before and after its last flush. */
async function run(reset, guardRatio, seed) {
  const norm = (channels) => new OSR(channels, { guardRatio, flush: 'lazy' });
  const neuron = () => new LIF({ reset, threshold: new OTS() });
  const model = vgg({ classes: 10, seed, width, norm, neuron });
  const optimizer = new SGD(model.parameters(), { learningRate, momentum: 0.9, weightDecay: 5e-4 });
  const schedule = cosine({ initial: learningRate, length: steps });
  const [losses, lowest] = [[], []];
  let fellBack = 0;
  let step = 0;
  for await (const { image, label } of endless(seed)) {
    optimizer.learningRate = schedule(step);
    const monitor = new Monitor(model);
    const result = online().learn({
      model,
      optimizer,
      steps: T,
      step: () => {
        const logits = model.forward(image);
        return { logits, loss: onlineLoss(logits, label) };
      },
      monitor,
    });
    losses.push(await result.loss.item());
    const readings = Object.values(await monitor.read());
    lowest.push(Math.min(...readings.flatMap(({ rate }) => (rate ? [average(rate)] : []))));
    fellBack += readings.flatMap(({ guard = [] }) => guard).reduce((sum, each) => sum + each, 0);
    if (++step === steps) break;
  }
  const lazy = await evaluate(model);
  sequence(model, 1, () => null); // a training sequence begins, and the last batch arrives
  const end = await evaluate(model);
  const shared = {
    loss: average(losses.slice(-late)),
    lowestRate: Math.min(...lowest.slice(-late)),
    awakeFrom: 1 + lowest.findLastIndex((rate) => rate < awake),
    fellBack,
  };
  return { lazy: { ...lazy, ...shared }, end: { ...end, ...shared } };
}

const columns = [
  ['held-out accuracy, %', ({ accuracy }) => (100 * accuracy).toFixed(1)],
  ['held-out loss', ({ heldOutLoss }) => heldOutLoss.toFixed(3)],
  [`training loss, last ${late}`, ({ loss }) => loss.toFixed(3)],
  [`lowest rate of a layer, last ${late}, %`, ({ lowestRate }) => (100 * lowestRate).toFixed(1)],
  ['all layers fire from sequence', ({ awakeFrom }) => String(awakeFrom)],
  ['guard used', ({ fellBack }) => String(fellBack)],
];

const line = (cells) => `| ${cells.join(' | ')} |`;
const heads = ['reset', 'guard', 'flush', ...columns.map(([head]) => head)];
console.log([line(heads), line(heads.map(() => '---'))].join('\n'));
const began = performance.now();
const all = [];
for (const reset of ['soft', 'hard']) {
  for (const guardRatio of [20, null]) {
    const runs = [];
    for (const seed of seeds) runs.push(await run(reset, guardRatio, seed));
    for (const flush of ['end', 'lazy']) {
      const cells = columns.map(([, show]) => runs.map((each) => show(each[flush])).join(' · '));
      console.log(line([reset, String(guardRatio), flush, ...cells]));
      all.push(...runs.map((each) => ({ reset, guardRatio, flush, ...each[flush] })));
    }
  }
}

console.log(`\n${line(['mean over all other settings', 'accuracy, %', 'loss'])}\n${line(['---', '---', '---'])}`);
for (const option of ['reset', 'guardRatio', 'flush']) {
  for (const value of new Set(all.map((each) => each[option]))) {
    const those = all.filter((each) => each[option] === value);
    const accuracy = (100 * average(those.map((each) => each.accuracy))).toFixed(1);
    console.log(
      line([`${option} ${value}`, accuracy, average(those.map(({ heldOutLoss }) => heldOutLoss)).toFixed(3)]),
    );
  }
}
const minutes = ((performance.now() - began) / 60_000).toFixed(1);
console.log(
  `\n${minutes} minutes on ${cpus()[0].model}, ${cpus().length} cores, Node ${process.version}; seeds ${seeds}.`,
);
