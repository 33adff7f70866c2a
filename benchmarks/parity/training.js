/** Training steps of one case, from states that are written down and compared. */
import { fromData, full, Random } from '@spikegrad/core';
import {
  decodeSafetensors,
  encodeModel,
  encodeSafetensors,
  loadStateDict,
  Monitor,
  onlineLoss,
  sequence,
  SGD,
  stateDict,
} from '@spikegrad/nn';
import { modelOf, networks, ruleOf } from './cases.js';

const sgd = { learningRate: 0.02, momentum: 0.9, weightDecay: 5e-4 };

/** T, images at once, and the optimizer, for both programs. */
export const setting = { steps: 4, size: 4, ...sgd };

/** Images and labels of `count` batches, as a safetensors file. */
export async function drawBatches(network, count, backend) {
  const { side } = networks[network];
  const random = new Random(2);
  const shape = [count, setting.size, 3, side, side];
  const images = random.normal(shape, { dtype: 'float64', backend });
  const labels = Float64Array.from({ length: count * setting.size }, () => random.integer(10));
  return encodeSafetensors({
    images: { dtype: 'F64', shape, data: await images.data() },
    labels: { dtype: 'F64', shape: [count, setting.size], data: labels },
  });
}

/** First weights, with running statistics of their own currents: then every layer fires from the first step on. */
export async function firstState(network, batches, backend) {
  const norm = { momentum: 0, guardRatio: 1.01 }; // forwards by the statistics of each step, and keeps those of the sequence
  const model = modelOf(network, { norm: 'osr', ots: true }, { backend, dtype: 'float64' }, norm);
  const { image } = batchAt(batches, 0, { backend, dtype: 'float64' });
  // The stem of NF-ResNet outputs the largest of nine normal numbers, whose mean is about 1.5, so its neurons would
  // always fire.
  if (network === 'nfResNet')
    model.norm1.beta.replace(full(model.norm1.beta.shape, -1.5, { backend, dtype: 'float64' }));
  for (let i = 0; i < 2; i++) sequence(model, setting.steps, () => void model.forward(image));
  return encodeModel(model);
}

/** Batch `k` of such a file, as tensors. */
export function batchAt(batches, k, place) {
  const at = (name) => {
    const { shape, data } = batches.get(name);
    const each = data.length / shape[0];
    return fromData(data.subarray(k * each, (k + 1) * each), shape.slice(1), place);
  };
  return { image: at('images'), label: at('labels') };
}

/** A network that learns as a method says, and can be put into a state that the reference has left. */
export function learnerOf(network, method, place) {
  const model = modelOf(network, method, place);
  const optimizer = new SGD(model.parameters(), sgd);
  const rule = ruleOf(method);
  const monitor = new Monitor(model);
  const names = new Map(model.namedParameters().map(({ path, value }) => [value, path]));
  return {
    /** One training step. @returns its loss and the firing rates of every layer, step by step */
    async learn({ image, label }) {
      const step = () => {
        const logits = model.forward(image);
        return { logits, loss: onlineLoss(logits, label) };
      };
      const { loss, logits } = rule.learn({ model, optimizer, steps: setting.steps, step, monitor });
      const figures = { loss: await loss.item(), rates: ratesOf(await monitor.read()) };
      for (const tensor of [loss, logits]) tensor.dispose();
      return figures;
    },

    async load(bytes) {
      const { tensors } = decodeSafetensors(bytes);
      loadStateDict(model, Object.fromEntries(entriesOf(tensors, 'model.')));
      const remembered = { ...(await optimizer.stateDict()) };
      optimizer.parameters.forEach((parameter, i) => {
        const velocity = tensors.get(`velocity.${names.get(parameter)}`);
        if (velocity) remembered[`${i}.velocity`] = { ...remembered[`${i}.velocity`], data: velocity.data };
      });
      optimizer.loadStateDict(remembered);
    },

    /** The largest difference of a parameter or running statistic, relative to the largest entry of its tensor. */
    async apart(bytes) {
      const expected = new Map(entriesOf(decodeSafetensors(bytes).tensors, 'model.'));
      let worst = { difference: 0, path: null };
      for (const [path, { data }] of Object.entries(await stateDict(model))) {
        const wanted = expected.get(path).data;
        const largest = (values) => values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
        // A bias before a norm moves by rounding alone.
        const scale = Math.max(1e-3, largest(wanted));
        const difference = largest(wanted.map((value, i) => value - data[i])) / scale;
        if (!Number.isFinite(difference)) return { difference: Infinity, path };
        if (difference > worst.difference) worst = { difference, path };
      }
      return worst;
    },
  };
}

/** Firing rates by layer, each a list over the time steps. */
const ratesOf = (readings) =>
  Object.fromEntries(Object.entries(readings).flatMap(([path, { rate }]) => (rate ? [[path, rate]] : [])));

/** Entries of a file whose names begin so, without that. */
const entriesOf = (tensors, prefix) =>
  [...tensors].flatMap(([name, entry]) => (name.startsWith(prefix) ? [[name.slice(prefix.length), entry]] : []));
