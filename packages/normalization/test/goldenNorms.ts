import { concat, tensor, type Nested, type Tensor } from '@spikegrad/core';
import { forwardSequence, type Module } from '@spikegrad/nn';
import { readFigures, readGolden, type GoldenCase, type Place } from '../../core/test/golden.js';
import { BatchRenorm, BNTT, TdBN, TEBN, VanillaNorm, type RunningNorm } from '../src/index.js';

interface Case {
  /** By the name that the script has for it. */
  readonly start: Readonly<Record<string, Nested>>;
  readonly sequences: readonly (Readonly<Record<'y' | 'dx' | 'mean' | 'var', Nested>> & {
    readonly gradients: Readonly<Record<string, Nested>>;
  })[];
  readonly evaluated: Nested;
}

interface Golden {
  readonly x: readonly Nested[];
  readonly dy: readonly Nested[];
  readonly cases: Readonly<Record<string, Case>>;
  readonly most_ratio: number;
  readonly most_shift: number;
  readonly warm_up: number;
}

const golden = readGolden<Golden>('golden/norms.json', import.meta.url);
const steps = (golden.x[0] as readonly Nested[]).length;

/** A norm, and its tensors by the names of the script; one a step where a row is. */
interface Made {
  readonly norm: Module;
  readonly held: Readonly<Record<string, readonly Tensor[]>>;
}

const made = (norm: RunningNorm, more: Made['held'] = {}): Made => {
  const { gamma, beta, runningMean: mean, runningVariance } = norm;
  return { norm, held: { gamma: [gamma], beta: [beta], mean: [mean], var: [runningVariance], ...more } };
};

const makers: Readonly<Record<string, (place: Place) => Made>> = {
  vanilla_step: (place) => made(new VanillaNorm(2, { averaging: 'step', ...place })),
  batch_renorm: (place) => {
    const { most_ratio: maxRatio, most_shift: maxShift, warm_up: warmUp } = golden;
    const norm = new BatchRenorm(2, { maxRatio, maxShift, warmUp, ...place });
    return made(norm, { sequences: [norm.sequences] });
  },
  tdbn: (place) => made(new TdBN(2, place)),
  tebn: (place) => {
    const norm = new TEBN(2, { steps, ...place });
    return made(norm, { scales: [norm.scales] });
  },
  bntt: (place) => {
    const norm = new BNTT(2, { steps, ...place });
    const each = (name: 'gamma' | 'runningMean' | 'runningVariance') => norm.norms.map((of) => of[name]);
    return { norm, held: { gamma: each('gamma'), mean: each('runningMean'), var: each('runningVariance') } };
  },
};

/** Values of tensors one after the other, as rows are written down. */
const rows = (tensors: readonly (Tensor | null)[]): Tensor => concat(tensors.map((each) => each!));

function begin(name: string, place: Place): Made {
  const { norm, held } = makers[name]!(place);
  for (const [key, tensors] of Object.entries(held)) {
    const values = tensor(golden.cases[name]!.start[key]!, place).reshape([tensors.length, tensors[0]!.size]);
    tensors.forEach((each, row) => each.replace(values.select(0, row)));
  }
  return { norm, held };
}

function twoSequences(name: string, place: Place) {
  const { norm, held } = begin(name, place);
  const { sequences, evaluated } = golden.cases[name]!;
  const learned = sequences.flatMap(({ y, dx, mean, var: variance, gradients }, i) => {
    const x = tensor(golden.x[i]!, { ...place, requiresGrad: true });
    for (const parameter of norm.parameters()) parameter.grad = null;
    const value = forwardSequence(norm, x);
    value.backward({ gradient: tensor(golden.dy[i]!, place) });
    const figures = [
      { name: 'y', received: value, expected: y },
      { name: 'dx', received: x.grad!, expected: dx },
      { name: 'running mean', received: rows(held['mean']!), expected: mean },
      { name: 'running variance', received: rows(held['var']!), expected: variance },
      ...Object.entries(gradients).map(([key, expected]) => ({
        name: `gradient of ${key}`,
        received: rows(held[key]!.map(({ grad }) => grad)),
        expected,
      })),
    ];
    return figures.map((figure) => ({ ...figure, name: `${figure.name} of sequence ${i + 1}` }));
  });
  const received = forwardSequence(norm.eval(), tensor(golden.x[0]!, place));
  return readFigures([...learned, { name: 'evaluation', received, expected: evaluated }]);
}

/** The norms beside OSR: two sequences, all steps in one call, and evaluation afterwards. */
export const otherNormCases: readonly GoldenCase[] = Object.keys(golden.cases).map((name) => ({
  name: `two sequences of ${name}`,
  run: (place) => twoSequences(name, place),
}));
