import { Random } from '@spikegrad/core';
import { networks, type NetworkName } from '../src/schema/networks.js';

/** What a level puts into a config. */
type Fields = Readonly<Record<string, unknown>>;

/** The least of a network: its fewest layers. */
const least = (name: NetworkName, more: Fields = {}): Fields => ({
  model: { name, depth: Math.min(...networks[name].depths), width: 1 / 32, ...more },
});

const update = 'online';

/** So low that the least networks fire before they have learned anything. */
const initial = 0.25;

/** Everything that a config chooses, by factor and by level. */
export const factors = {
  model: {
    vgg: least('vgg'),
    'heavy vgg': least('vgg', { classifier: 'heavy' }),
    vggWS: least('vggWS'),
    resNet: least('resNet', { width: 1 / 64 }),
    sewResNet: least('sewResNet', { stem: 'cifar' }),
    'pooled sewResNet': least('sewResNet', { stem: 'imagenet' }),
    nfResNet: least('nfResNet'),
    nfResNetWS: least('nfResNetWS'),
  },
  norm: Object.fromEntries(
    ['osr', 'vanilla', 'linear', 'batchRenorm', 'bntt', 'tdbn', 'tebn', 'none'].map((name) => [
      name,
      { norm: { name } },
    ]),
  ),
  rule: {
    online: { rule: { name: 'online' } },
    'online, moving': { rule: { name: 'online', update } },
    ottt: { rule: { name: 'ottt' } },
    'ottt, moving': { rule: { name: 'ottt', update } },
    ndot: { rule: { name: 'ndot' } },
    slttK: { rule: { name: 'slttK' } },
    bptt: { rule: { name: 'bptt' } },
  },
  neuron: Object.fromEntries(
    ['lif', 'if', 'parametricLif', 'adaptiveLif'].map((name) => [name, { neuron: { name, dropout: 0.1 } }]),
  ),
  threshold: {
    ...Object.fromEntries(
      ['running', 'dynamic', 'causal'].map((evaluation) => [
        evaluation,
        { threshold: { name: 'ots', evaluation, initial } },
      ]),
    ),
    fixed: { threshold: { name: 'fixed', initial } },
  },
  optimizer: Object.fromEntries(
    ['sgd', 'adam', 'adamw'].map((name) => [name, { optimizer: { name, weightDecay: 0 } }]), // so that what moves has learned
  ),
  loss: { both: { loss: { mseWeight: 0.5 } }, 'cross entropy': { loss: { mseWeight: 0 } } },
  coding: Object.fromEntries(['direct', 'poisson'].map((coding) => [coding, { coding }])),
} as const satisfies Readonly<Record<string, Readonly<Record<string, Fields>>>>;

type Factor = keyof typeof factors;

/** A level of every factor. */
export type Row = Readonly<Record<Factor, string>>;

const names = Object.keys(factors) as readonly Factor[];
const levelsOf = (factor: Factor): readonly string[] => Object.keys(factors[factor]);

/** The config of a row. */
export function configOf(row: Row): Fields {
  const chosen = names.map((factor) => (factors[factor] as Readonly<Record<string, Fields>>)[row[factor]]!);
  const { coding, threshold, neuron, ...sections } = Object.assign({}, ...chosen) as Record<string, object>;
  const data = { train: ['a.bin'], test: ['b.bin'], coding };
  return { steps: 2, batchSize: 2, iterations: 3, ...sections, data, neuron: { ...neuron, threshold } };
}

/** What cannot be together, worked out from what the parts are, and how a config that asks for it is refused. */
const impossible: readonly { readonly is: (row: Partial<Row>) => boolean; readonly refusal: RegExp }[] = [
  {
    is: ({ model, norm }) => !!model?.endsWith('WS') && norm !== undefined && norm !== 'none',
    refusal: /norm\.name: .* model\.name (vgg|nfResNet)WS/,
  },
  {
    is: ({ norm, rule }) => ['tdbn', 'tebn'].includes(norm!) && rule !== undefined && rule !== 'bptt',
    refusal: /norm\.name: .* rule\.name (online|ottt|ndot|slttK)/,
  },
  {
    is: ({ model, rule }) => model === 'pooled sewResNet' && /ottt|ndot/.test(rule ?? ''),
    refusal: /rule\.name: .* model\.name sewResNet and stem imagenet/,
  },
  {
    is: ({ neuron, rule }) => neuron === 'parametricLif' && /ottt|ndot/.test(rule ?? ''),
    refusal: /rule\.name: .* neuron\.name parametricLif/,
  },
];

/** How a row has to be refused, or nothing for one that has to train. */
export const refusalsOf = (row: Partial<Row>): readonly RegExp[] =>
  impossible.flatMap(({ is, refusal }) => (is(row) ? [refusal] : []));

export const keyOf = (pair: Partial<Row>): string => JSON.stringify(Object.entries(pair).sort());

/** Every level of every factor beside every level of every other. */
export const pairs: readonly Partial<Row>[] = names.flatMap((a, i) =>
  names.slice(i + 1).flatMap((b) => levelsOf(a).flatMap((x) => levelsOf(b).map((y) => ({ [a]: x, [b]: y })))),
);

/** The pairs that a row has. */
export const pairsOf = (row: Partial<Row>): readonly Partial<Row>[] => {
  const chosen = names.filter((factor) => row[factor] !== undefined);
  return chosen.flatMap((a, i) => chosen.slice(i + 1).map((b) => ({ [a]: row[a], [b]: row[b] })));
};

/** Fills a row up: of the levels that are possible, each time one that has most pairs still to come. */
function filled(begun: Partial<Row>, open: ReadonlySet<string>): Row {
  return names.reduce<Partial<Row>>((row, factor) => {
    if (row[factor] !== undefined) return row;
    const rows = levelsOf(factor).map((level) => ({ ...row, [factor]: level }));
    const able = refusalsOf(begun).length > 0 ? rows : rows.filter((each) => refusalsOf(each).length === 0);
    const gain = (each: Partial<Row>): number => pairsOf(each).filter((pair) => open.has(keyOf(pair))).length;
    return able.reduce((best, each) => (gain(each) > gain(best) ? each : best));
  }, begun) as Row;
}

/** Rows that have every possible pair among those that train, and every impossible one among those that are refused. */
export function matrix(): readonly Row[] {
  const open = new Set(pairs.filter((pair) => refusalsOf(pair).length === 0).map(keyOf));
  const rows: Row[] = [];
  for (const pair of pairs) {
    const refused = refusalsOf(pair).length > 0;
    if (!refused && !open.has(keyOf(pair))) continue;
    const row = filled(pair, open);
    rows.push(row);
    if (!refused) for (const each of pairsOf(row)) open.delete(keyOf(each));
  }
  return rows;
}

/** So many rows at random. */
export function samples(count: number, seed: number): readonly Row[] {
  const random = new Random(seed);
  const one = (factor: Factor) => levelsOf(factor)[random.integer(levelsOf(factor).length)]!;
  return Array.from({ length: count }, () => Object.fromEntries(names.map((factor) => [factor, one(factor)])) as Row);
}

const newIn = (row: Row, met: ReadonlySet<string>): readonly string[] =>
  Object.entries(row).map(String).filter((level) => !met.has(level)); // prettier-ignore

/** Some of these rows, so that every level which one of them has is met: each time a row that has most levels still to come. */
export function everyLevel(rows: readonly Row[]): readonly Row[] {
  const met = new Set<string>();
  const chosen: Row[] = [];
  for (;;) {
    const next = rows.reduce((best, row) => (newIn(row, met).length > newIn(best, met).length ? row : best));
    if (newIn(next, met).length === 0) return chosen;
    for (const level of newIn(next, met)) met.add(level);
    chosen.push(next);
  }
}
