// Trains small networks on all ranks, and on every rank also alone with the whole batches. Rank 0 prints the largest
// differences by case, as JSON. Arguments name some of the cases.
import { fromData, Random } from '@spikegrad/core';
import { AdaptiveLIF, LIF } from '@spikegrad/neurons';
import { Conv2d, Dropout, Flatten, Linear, Sequential, SGD, stateDict } from '@spikegrad/nn';
import { BatchRenorm, BNTT, LinearNorm, OSR, OTS, TdBN, TEBN, VanillaNorm } from '@spikegrad/normalization';
import { bptt, ndot, online, ottt, slttK } from '@spikegrad/online';
import { fit } from '@spikegrad/trainer';
import { alone, mpi } from '../../dist/index.js';

const world = await mpi();
const dtype = 'float64';
const steps = 3;
const classes = 3;

/** Batches of these sizes; 7 does not divide by 2 or 3, and one sample is fewer than there are ranks. */
const sizes = [6, 7, 2, 5];

function batchesOf(counts) {
  const random = new Random(5);
  return counts.map((count) => ({
    image: random.normal([count, 2, 4, 4], { deviation: 2, dtype }),
    label: fromData(
      Array.from({ length: count }, (_, i) => (i * 2) % classes),
      [count],
      { dtype },
    ),
  }));
}

function network({
  norm = (channels) => new OSR(channels, { dtype }),
  threshold = () => new OTS({ steps, dtype }),
  neuron,
  dropout = 0,
}) {
  const random = new Random(3);
  const masks = new Random(4);
  const make = neuron ?? ((options) => new LIF(options));
  return new Sequential(
    new Conv2d(2, 4, 3, { padding: 1, random, dtype }),
    norm(4),
    make({ threshold: threshold(), dropout, random: masks.split() }),
    new Conv2d(4, 4, 3, { padding: 1, random, dtype }),
    norm(4),
    make({ threshold: threshold(), dropout, random: masks.split() }),
    new Dropout(dropout, { random: masks.split() }),
    new Flatten(),
    new Linear(64, classes, { random, dtype }),
  );
}

async function trained(options, own) {
  const model = network(options);
  const batches = batchesOf(options.sizes ?? sizes);
  const losses = [];
  const { epochs } = await fit(model, {
    train: () => batches,
    validation: () => batches,
    ...{ epochs: 2, steps, world: own, coding: options.coding ?? 'direct', sync: options.sync ?? 'exact' },
    rule: options.rule ?? online(),
    optimizer: new SGD(model.parameters(), { learningRate: 0.05, momentum: 0.9, weightDecay: 1e-3 }),
    onIteration: ({ loss, accuracy, layers, norms }) => void losses.push([loss, accuracy, layers, norms]),
  });
  const random = model.namedRandoms().map(({ value: { state } }) => state.index);
  return { losses, epochs, weights: await stateDict(model), random };
}

/** All numbers in a value, in order. */
function numbersIn(value) {
  if (typeof value === 'number') return [value];
  if (ArrayBuffer.isView(value)) return [...value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(numbersIn) : [];
}

function difference(a, b) {
  const [x, y] = [numbersIn(a), numbersIn(b)];
  if (x.length !== y.length) return `${x.length} and ${y.length} numbers`;
  return x.reduce((most, value, i) => Math.max(most, Math.abs(value - y[i]) / Math.max(1, Math.abs(value))), 0);
}

const cases = {
  'OSR and OTS': {},
  'OSR with the guard, lazily flushed': {
    norm: (channels) => new OSR(channels, { dtype, guardRatio: 1.2, gammaGradient: 'official', flush: 'lazy' }),
  },
  'batch normalisation': { norm: (channels) => new VanillaNorm(channels, { dtype }) },
  'batch normalisation, averaged at every step': {
    norm: (channels) => new VanillaNorm(channels, { dtype, averaging: 'step' }),
  },
  'batch renormalisation': { norm: (channels) => new BatchRenorm(channels, { dtype, warmUp: 4 }) },
  'the linear transformation': { norm: (channels) => new LinearNorm(channels, { dtype }) },
  BNTT: { norm: (channels) => new BNTT(channels, { steps, dtype }) },
  'tdBN through time': { norm: (channels) => new TdBN(channels, { dtype }), rule: bptt() },
  'TEBN through time': { norm: (channels) => new TEBN(channels, { steps, dtype }), rule: bptt() },
  'updates at every step': { rule: online({ update: 'online' }) },
  OTTT: { rule: ottt() },
  NDOT: { rule: ndot() },
  'SLTT-K': { rule: () => slttK({ k: 1, random: new Random(8) }) },
  'dropout of neurons and of layers': { dropout: 0.3 },
  'Poisson coding': { coding: 'poisson' },
  'neurons that raise their threshold': { neuron: (options) => new AdaptiveLIF({ ...options, threshold: 1 }) },
  'fewer samples than ranks': { sizes: [1, 2, 4] },
};

const chosen = process.argv.slice(2);
const report = {};
for (const [name, options] of Object.entries(cases)) {
  if (chosen.length > 0 && !chosen.includes(name)) continue;
  const together = await trained(options, world);
  const single = await trained(options, alone);
  const own = {
    losses: difference(together.losses, single.losses),
    epochs: difference(together.epochs, single.epochs),
    weights: difference(together.weights, single.weights),
    random: difference(together.random, single.random),
  };
  const rates = single.losses.flatMap(([, , layers]) => layers.flatMap(({ rate }) => rate));
  report[name] = {
    ...Object.fromEntries(Object.keys(own).map((part) => [part, world.exchange(own).map((each) => each[part])])),
    fires: Math.max(...rates) > 0.02,
    learns:
      difference(
        network(options)
          .parameters()
          .map((p) => p.dataSync()),
        single.weights,
      ) !== 0,
  };
}

if (chosen.length === 0) {
  // With local statistics all ranks still have the same weights, and others than alone.
  const local = await trained({ sync: 'local' }, world);
  report['local statistics'] = {
    equal: world.exchange(local.weights).every((each) => difference(each, local.weights) === 0),
    differs: difference(local.weights, (await trained({}, alone)).weights) > 1e-6,
  };
  // Two runs are equal bit for bit.
  report['two runs'] = { difference: difference(await trained({}, world), await trained({}, world)) };
}
world.close();
if (world.rank === 0) console.log(JSON.stringify(report));
