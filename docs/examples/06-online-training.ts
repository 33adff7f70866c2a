// Online training: a spiking network learns to classify three moving patterns, with three learning rules.
import { cpu, fromData, Random } from '@spikegrad/core';
import { LIF } from '@spikegrad/neurons';
import { Linear, onlineLoss, Sequential, SGD } from '@spikegrad/nn';
import { OSR, OTS } from '@spikegrad/normalization';
import { bptt, online, ottt, predict, type LearningRule } from '@spikegrad/online';

const [classes, count, width, steps] = [3, 30, 12, 6];

async function train(rule: LearningRule) {
  const backend = cpu();
  const random = new Random(1);
  const layer = (inputs: number) => [
    new Linear(inputs, 32, { random, backend }),
    new OSR(32, { backend }),
    new LIF({ threshold: new OTS() }),
  ];
  const model = new Sequential(...layer(width), new Linear(32, classes, { random, backend }));
  const optimizer = new SGD(model.parameters(), { learningRate: 0.1, momentum: 0.9 });

  /** Frames of a bump in noise that moves left, stays, or moves right. */
  const kinds = Array.from({ length: count }, (_, i) => i % classes);
  const label = fromData(kinds, [count], { backend });
  const starts = kinds.map(() => random.integer(width));
  const frames = Array.from({ length: steps }, (_, t) => {
    const bump = kinds.flatMap((kind, i) => {
      const at = (starts[i]! + (kind - 1) * t + width * steps) % width;
      return Array.from({ length: width }, (_, place) => (place === at ? 3 : 0.3 * random.nextNormal()));
    });
    return fromData(bump, [count, width], { backend });
  });

  const losses: number[] = [];
  for (let iteration = 0; iteration < 60; iteration++) {
    const step = (t: number) => {
      const logits = model.forward(frames[t]!);
      return { logits, loss: onlineLoss(logits, label) };
    };
    const { loss, logits } = rule.learn({ model, optimizer, steps, step });
    losses.push(await loss.item());
    loss.dispose();
    logits.dispose();
  }
  const answers = await predict(model, steps, (t) => model.forward(frames[t]!))
    .argmax(1)
    .data();
  const accuracy = kinds.filter((kind, i) => answers[i] === kind).length / count;
  return { first: losses[0]!, last: losses.at(-1)!, accuracy, peak: backend.memory().peakBytes };
}

for (const rule of [online(), ottt(), bptt()]) {
  const { first, last, accuracy, peak } = await train(rule);
  const figures = `loss ${first.toFixed(3)} → ${last.toFixed(3)}, accuracy ${Math.round(100 * accuracy)} %,`;
  console.log(rule.name.padEnd(6), figures, `peak ${Math.round(peak / 1024)} KiB`);
}
