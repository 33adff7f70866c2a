import { readFile } from 'node:fs/promises';
import { pathToFileURL } from 'node:url';
import { Random, scope, ValueError } from '@spikegrad/core';
import { Flatten, Linear, onlineLoss, Sequential, SGD } from '@spikegrad/nn';
import { OTS } from '@spikegrad/normalization';
import { predict } from '@spikegrad/online';
import { averagedTrace } from './averagedTrace.js';
import { directions, movingBars, size, steps } from './movingBars.js';
import { RefractoryLIF } from './refractoryLif.js';
import { RMSNorm } from './rmsNorm.js';

/** The settings of a training. */
export interface Settings {
  readonly seed: number;
  readonly epochs: number;
  readonly batchSize: number;
  readonly trainSamples: number;
  readonly testSamples: number;
  /** Neurons of the hidden layers. */
  readonly hidden: number;
  readonly learningRate: number;
  /** Of the traces. */
  readonly decay: number;
}

const names: readonly string[] = [
  ...['seed', 'epochs', 'batchSize', 'trainSamples', 'testSamples', 'hidden', 'learningRate', 'decay'],
];

/** Reads settings from the text of a JSON file. @throws ValueError for unknown or missing settings */
export function parseSettings(text: string): Settings {
  const given = JSON.parse(text) as Readonly<Record<string, unknown>>;
  for (const name of new Set([...names, ...Object.keys(given)]))
    if (!names.includes(name) || typeof given[name] !== 'number')
      throw new ValueError(
        'train',
        `numbers for ${names.join(', ')} and nothing else`,
        `${name}: ${String(given[name])}`,
      );
  return given as unknown as Settings;
}

/** Trains a network of two hidden layers, and gives its accuracy on test data after each epoch. */
export async function train(settings: Settings, report: (line: string) => void = () => {}): Promise<readonly number[]> {
  const { seed, epochs, batchSize, trainSamples, testSamples, hidden, learningRate, decay } = settings;
  const random = new Random(seed);
  const layer = (inputs: number) => [
    new Linear(inputs, hidden, { random }),
    new RMSNorm(hidden),
    new RefractoryLIF({ tau: 2, threshold: new OTS() }),
  ];
  const readout = new Linear(hidden, directions.length, { random });
  const model = new Sequential(new Flatten(), ...layer(size * size), ...layer(hidden), readout);
  const optimizer = new SGD(model.parameters(), { learningRate, momentum: 0.9 });
  const rule = averagedTrace({ decay });

  const accuracies: number[] = [];
  for (let epoch = 0; epoch < epochs; epoch++) {
    for (const { frames, labels } of movingBars(trainSamples, batchSize, seed + 1 + epoch)) {
      scope(() => {
        const step = (t: number) => {
          const logits = model.forward(frames[t]!);
          return { logits, loss: onlineLoss(logits, labels) };
        };
        rule.learn({ model, optimizer, steps, step });
      });
    }
    let correct = 0;
    for (const { frames, labels } of movingBars(testSamples, batchSize, seed)) {
      const answers = await predict(model, steps, (t) => model.forward(frames[t]!))
        .argmax(1)
        .data();
      const expected = await labels.data();
      correct += expected.filter((label, i) => answers[i] === label).length;
    }
    accuracies.push(correct / testSamples);
    report(`epoch ${epoch + 1}: accuracy ${(100 * accuracies[epoch]!).toFixed(1)} %`);
  }
  return accuracies;
}

const [, program, path] = process.argv;
if (path !== undefined && import.meta.url === pathToFileURL(program!).href)
  await train(parseSettings(await readFile(path, 'utf8')), console.log);
