import { Random, scope, tensor, use, type Backend } from '@spikegrad/core';
import type { Module, Optimizer } from '@spikegrad/nn';
import { predict } from '@spikegrad/online';
import { awaken } from '../../models/test/networks.js';
import { buildOptimizer, buildRule } from '../src/build/learning.js';
import { trainingBatchOf } from '../src/build/trainingBatch.js';
import { buildNetwork } from '../src/build/network.js';
import { networks } from '../src/schema/networks.js';
import { parseConfig } from '../src/config/parse.js';
import { configOf, type Row } from './matrix.js';

/** How many tensors training goes on with. */
async function neededBy(model: Module, optimizer: Optimizer): Promise<number> {
  const entries = await optimizer.stateDict();
  const hasMoved = (place: string): boolean => (entries[`${place}.steps`]?.data[0] ?? 0) > 0;
  const remembered = Object.keys(entries).filter((name) => !name.endsWith('steps') && hasMoved(name.split('.')[0]!));
  const waiting = model.namedPending().filter(({ value }) => value.value);
  return model.parameters().length + model.namedBuffers().length + remembered.length + waiting.length;
}

/** Widens the first weights of a heavy classifier, which are so near to 0 that without a norm nothing passes them. */
function widen(model: Module): void {
  for (const { path, value } of model.namedParameters())
    if (/^classifier\.\d\.synapse\.weight$/.test(path)) value.replace(value.mul(30));
}

/** What three training steps and a test on a backend give; `still` are the weights that have not moved, `left` the tensors that nobody needs. */
export async function learned(row: Row, backend: Backend) {
  await use(backend);
  const before = backend.memory().tensors;
  const config = parseConfig(configOf(row), 'run.json');
  const model = buildNetwork(config, { classes: 10, channels: 3 });
  scope(() => widen(awaken(model)));
  const optimizer = buildOptimizer(model, config.optimizer);
  const random = new Random(1);
  const losses: number[] = [];
  const weights = model.namedParameters().filter(({ path }) => path.endsWith('.weight'));
  const first = await Promise.all(weights.map(({ value }) => value.data()));
  const { name, stem = networks[name].stem } = config.model;
  const side = stem === 'imagenet' ? 20 : 10; // smaller ones leave too few neurons for all layers to fire
  const image = random.uniform([config.batchSize, 3, side, side]);
  const label = tensor([3, 7]);
  for (let i = 0; i < 3; i++) {
    const { loss, logits } = buildRule(config, i).learn({
      ...trainingBatchOf(model, { image, label }, config, i),
      optimizer,
    });
    losses.push(await loss.item());
    for (const each of [loss, logits]) each.dispose();
  }
  optimizer.zeroGrad();
  const left = backend.memory().tensors - before - (await neededBy(model, optimizer)) - 2; // image and label
  const last = await Promise.all(model.parameters().map((each) => each.data()));
  const next = await Promise.all(weights.map(({ value }) => value.data()));
  const still = weights.flatMap(({ path }, i) => (next[i]!.some((x, j) => x !== first[i]![j]) ? [] : [path]));
  const { step } = trainingBatchOf(model, { image, label }, config, 0);
  const said = scope(() => predict(model, config.steps, (t) => step(t).logits));
  const numbers = [...losses, ...last.flatMap((values) => Array.from(values)), ...(await said.data())];
  for (const each of [...model.parameters(), ...model.namedBuffers().map(({ value }) => value), image, label, said])
    each.dispose();
  return { losses, still, left, finite: numbers.every(Number.isFinite) };
}
