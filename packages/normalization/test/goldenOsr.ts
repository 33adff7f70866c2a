import { tensor, type Nested } from '@spikegrad/core';
import { sequence } from '@spikegrad/nn';
import { readFigures, readGolden, type GoldenCase, type Place } from '../../core/test/golden.js';
import { LinearNorm, OSR, VanillaNorm, type RunningNorm } from '../src/index.js';

interface Case {
  readonly start_var: Nested;
  readonly fell_back: boolean | null;
  readonly steps: readonly Readonly<Record<'y' | 'dx' | 'dgamma' | 'dbeta', Nested>>[];
  readonly mean: Nested;
  readonly var: Nested;
  readonly eval_of_first: Nested;
}

interface Golden extends Readonly<Record<'gamma' | 'beta' | 'mean', Nested>> {
  readonly x: readonly Nested[];
  readonly dy: readonly Nested[];
  readonly modes: Readonly<Record<string, Case>>;
}

const golden = readGolden<Golden>('golden/osr_layer.json', import.meta.url);

const norms: Readonly<Record<string, (place: Place) => RunningNorm>> = {
  osr: (place) => new OSR(2, { guardRatio: null, ...place }),
  osr_official: (place) => new OSR(2, { guardRatio: null, gammaGradient: 'official', ...place }),
  osr_official_guard: (place) => new OSR(2, { guardRatio: 20, gammaGradient: 'official', ...place }),
  vanilla: (place) => new VanillaNorm(2, place),
  linear: (place) => new LinearNorm(2, place),
};

function begin(mode: string, place: Place): RunningNorm {
  const norm = norms[mode]!(place);
  norm.gamma.replace(tensor(golden.gamma, place));
  norm.beta.replace(tensor(golden.beta, place));
  norm.runningMean.replace(tensor(golden.mean, place));
  norm.runningVariance.replace(tensor(golden.modes[mode]!.start_var, place));
  return norm;
}

function oneSequence(mode: string, { steps, mean, var: variance, eval_of_first: evaluated }: Case, place: Place) {
  const norm = begin(mode, place);
  const figures = sequence(norm, steps.length, (t) => {
    const expected = steps[t]!;
    const x = tensor(golden.x[t]!, { ...place, requiresGrad: true });
    norm.gamma.grad = norm.beta.grad = null;
    const y = norm.forward(x);
    y.backward({ gradient: tensor(golden.dy[t]!, place) });
    const received = { y, dx: x.grad!, dgamma: norm.gamma.grad!, dbeta: norm.beta.grad! };
    return (['y', 'dx', 'dgamma', 'dbeta'] as const).map((name) => ({
      name: `${name} of step ${t + 1}`,
      received: received[name],
      expected: expected[name],
    }));
  });
  return readFigures([
    ...figures.flat(),
    { name: 'running mean', received: norm.runningMean, expected: mean },
    { name: 'running variance', received: norm.runningVariance, expected: variance },
    { name: 'evaluation', received: norm.eval().forward(tensor(golden.x[0]!, place)), expected: evaluated },
  ]);
}

/** What the golden file says of its modes. */
export const modes = golden.modes;

/** One layer, one sequence: values, gradients, statistics, and evaluation afterwards. */
export const normCases: readonly GoldenCase[] = Object.entries(norms).map(([mode]) => ({
  name: `one layer of ${mode}`,
  run: (place) => oneSequence(mode, golden.modes[mode]!, place),
}));
