import { Random, scope, tensor, use, type Backend } from '@spikegrad/core';
import type { Module, Optimizer } from '@spikegrad/nn';
import { predict } from '@spikegrad/online';
import { buildOptimizer, buildRule } from '../src/build/learning.js';
import { lessonOf } from '../src/build/lesson.js';
import { buildNetwork } from '../src/build/network.js';
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

/** What three training steps and a test on a backend give; `left` are the tensors that nobody needs after the last of them. */
export async function learned(row: Row, backend: Backend) {
  await use(backend);
  const before = backend.memory().tensors;
  const config = parseConfig(configOf(row), 'run.json');
  const model = buildNetwork(config, { classes: 10, channels: 3 });
  const optimizer = buildOptimizer(model, config.optimizer);
  const random = new Random(1);
  const losses: number[] = [];
  const first = await Promise.all(model.parameters().map((each) => each.data()));
  const image = random.uniform([config.batchSize, 3, 16, 16]);
  const label = tensor([3, 7]);
  for (let i = 0; i < 3; i++) {
    const { loss, logits } = buildRule(config, i).learn({ ...lessonOf(model, { image, label }, config, i), optimizer });
    losses.push(await loss.item());
    for (const each of [loss, logits]) each.dispose();
  }
  optimizer.zeroGrad();
  const left = backend.memory().tensors - before - (await neededBy(model, optimizer)) - 2; // image and label
  const last = await Promise.all(model.parameters().map((each) => each.data()));
  const moved = last.filter((values, i) => values.some((value, j) => value !== first[i]![j])).length;
  const { step } = lessonOf(model, { image, label }, config, 0);
  const said = scope(() => predict(model, config.steps, (t) => step(t).logits));
  const numbers = [...losses, ...last.flatMap((values) => Array.from(values)), ...(await said.data())];
  for (const each of [...model.parameters(), ...model.namedBuffers().map(({ value }) => value), image, label, said])
    each.dispose();
  return { losses, moved, left, finite: numbers.every(Number.isFinite) };
}
