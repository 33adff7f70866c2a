import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { scope, softmax } from '@spikegrad/core';
import { buildNetwork, parseConfig } from '@spikegrad/trainer';
import { batches, readCifar10, subset } from '@spikegrad/data';
import { decodeModel } from '@spikegrad/nn';
import { predict } from '@spikegrad/online';

const packages = fileURLToPath(new URL('../..', import.meta.url));
const sample = await readCifar10(`${packages}data/samples/cifar10/train_2000.bin`);

/** The first photograph that the page trains on. */
export const frog = subset(sample, [0]);

/** Trains by the command line, as a person would. @returns the run's files */
export async function makeRun(folder, ...settings) {
  const out = join(folder, ['run', ...settings].join('-').replaceAll(/[^\w-]/g, ''));
  await promisify(execFile)(process.execPath, [
    ...[`${packages}cli/bin/spikegrad.js`, 'train', `${packages}cli/configs/cifar10-sample.json`],
    ...['--iterations', '20', '--device', 'wasm', '--out', out],
    ...settings.flatMap((setting) => ['--set', setting]),
  ]);
  return { weights: join(out, 'model.safetensors'), config: join(out, 'config.json') };
}

/** What a run's network says of the frog, computed here. @returns the share of each class */
async function sharesOf({ weights, config: path }) {
  const config = parseConfig(JSON.parse(await readFile(path, 'utf8')), path);
  const model = buildNetwork(config, { classes: frog.classes.length, channels: frog.channels });
  decodeModel(model, await readFile(weights));
  for await (const { image } of batches(frog, { size: 1 }))
    return scope(() => softmax(predict(model, config.steps, () => model.forward(image)).div(config.steps), 1)).data();
}

/** Checks that the page gives the shares that a run's network gives here. @param shares percents of classes, as the page shows them */
export async function assertAgrees(shares, files) {
  const expected = await sharesOf(files);
  for (const [word, percent] of shares) {
    const place = frog.classes.indexOf(word === 'car' ? 'automobile' : word);
    assert.ok(Math.abs(percent - 100 * expected[place]) < 1, word);
  }
}
