import { expect, test } from '@jest/globals';
import { DivergedWeightsError, Monitor, SGD } from '@spikegrad/nn';
import { tensor } from '@spikegrad/core';
import { batchOf, rules, spikingNet, stepOf } from './spikingNet.js';

const steps = 3;

test.each(rules)('a weight that is NaN is named by the monitor after the first sequence of %s', async (_, make) => {
  const model = spikingNet();
  const [first] = model.namedParameters();
  const values = await first!.value.data();
  values[0] = NaN;
  const { dtype, shape } = first!.value;
  first!.value.replace(tensor(Array.from(values), { dtype }).reshape(shape));
  const monitor = new Monitor(model);
  const optimizer = new SGD(model.parameters());
  make().learn({ model, optimizer, steps, step: stepOf(model, batchOf({ steps })), monitor });
  const error: unknown = await monitor.read().catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(DivergedWeightsError);
  expect((error as DivergedWeightsError).paths[0]).toBe(first!.path);
});

test.each(rules)('a gradient that is not finite is named after the sequence of %s that had it', async (_, make) => {
  const model = spikingNet();
  const monitor = new Monitor(model);
  const optimizer = new SGD(model.parameters());
  const usual = stepOf(model, batchOf({ steps }));
  const learn = (factor: number) =>
    make().learn({
      ...{ model, optimizer, steps, monitor },
      step: (t) => {
        const { loss, logits } = usual(t);
        return { loss: loss.mul(factor), logits };
      },
    });
  learn(1);
  await monitor.read();
  learn(Infinity);
  await expect(monitor.read()).rejects.toThrow('expected weights that are finite but received NaN or Infinity in');
});
