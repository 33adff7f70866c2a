import { cpu, Random, use } from '@spikegrad/core';
import { loadStateDict, Monitor, onlineLoss, SGD, stateDict } from '@spikegrad/nn';
import { bptt, ndot, online, ottt, slttK } from '@spikegrad/online';
import { wasm } from '@spikegrad/wasm';
import { batchesFrom, trained } from '../sample/trained.js';
import { ratesOf } from '../step/network.js';

const random = new Random(1);

/** Each rule compared with BPTT, by its name in the table. */
const rules = {
  online: online(),
  'slttK, K = 2': slttK({ k: 2, random }),
  ottt: ottt(),
  ndot: ndot(),
  'ndot, official': ndot({ variant: 'official' }),
};

/** The cosine between the gradient of every rule and that of BPTT, for each layer's weights, on batches of a network in training. */
export async function measureRules({ quick }) {
  await use(wasm());
  try {
    const [learned, count] = quick ? [20, 2] : [150, 16];
    console.error(`gradients of a small VGG after ${learned} training batches, by every rule`);
    const { model, config, training } = await trained({ seed: 1, iterations: learned });
    const start = await stateDict(model);
    const cosines = [];
    let rates = null;
    for await (const batch of batchesFrom(training, config, learned)) {
      const oracle = await gradientsBy(bptt(), model, batch, config.steps, start);
      rates ??= oracle.rates;
      for (const [name, rule] of Object.entries(rules)) {
        const { gradients } = await gradientsBy(rule, model, batch, config.steps, start);
        for (const [layer, gradient] of gradients)
          cosines.push({ rule: name, layer, cosine: cosine(gradient, oracle.gradients.get(layer)) });
      }
      if (cosines.length >= count * Object.keys(rules).length * oracle.gradients.size) break;
    }
    return { learned, batches: count, size: config.batchSize, steps: config.steps, rates, rows: averaged(cosines) };
  } finally {
    await use(cpu());
  }
}

/** What a rule finds for the weights of each layer, from the same state of the network. */
async function gradientsBy(rule, model, { image, label }, steps, start) {
  loadStateDict(model, start);
  const monitor = new Monitor(model);
  const step = () => {
    const logits = model.forward(image);
    return { logits, loss: onlineLoss(logits, label) };
  };
  const optimizer = new SGD(model.parameters(), { learningRate: 0 });
  const { loss, logits } = rule.learn({ model, optimizer, steps, step, monitor });
  loss.dispose();
  logits.dispose();
  const weights = model.namedParameters().filter(({ path }) => path.endsWith('weight'));
  const gradients = await Promise.all(weights.map(({ value }) => value.grad.data()));
  const last = weights.length - 1;
  const layers = weights.map((_, i) => (i === last ? 'classifier' : `conv ${i + 1}`));
  return { gradients: new Map(layers.map((layer, i) => [layer, gradients[i]])), rates: ratesOf(await monitor.read()) };
}

function cosine(a, b) {
  const dot = (x, y) => x.reduce((sum, value, i) => sum + value * y[i], 0);
  return dot(a, b) / Math.sqrt(dot(a, a) * dot(b, b));
}

/** Mean, least and most of each rule and layer over the batches. */
function averaged(cosines) {
  const groups = new Map();
  for (const { rule, layer, cosine: value } of cosines) {
    const key = `${rule}, ${layer}`;
    groups.set(key, { rule, layer, values: [...(groups.get(key)?.values ?? []), value] });
  }
  return [...groups.values()].map(({ rule, layer, values }) => ({
    ...{ rule, layer, mean: values.reduce((sum, value) => sum + value, 0) / values.length },
    ...{ minimum: Math.min(...values), maximum: Math.max(...values) },
  }));
}
