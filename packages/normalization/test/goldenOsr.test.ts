import { describe, expect, test } from '@jest/globals';
import type { Nested } from '@spikegrad/core';
import { sequence } from '@spikegrad/nn';
import { LinearNorm, OSR, VanillaNorm, type RunningNorm } from '../src/index.js';
import { readGolden } from './golden.js';
import { double, expectClose } from './numbers.js';

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
const dtype = 'float64';

const norms: Readonly<Record<string, () => RunningNorm>> = {
  osr: () => new OSR(2, { guardRatio: null, dtype }),
  osr_official: () => new OSR(2, { guardRatio: null, gammaGradient: 'official', dtype }),
  osr_official_guard: () => new OSR(2, { guardRatio: 20, gammaGradient: 'official', dtype }),
  vanilla: () => new VanillaNorm(2, { dtype }),
  linear: () => new LinearNorm(2, { dtype }),
};

function begin(mode: string): RunningNorm {
  const norm = norms[mode]!();
  norm.gamma.replace(double(golden.gamma));
  norm.beta.replace(double(golden.beta));
  norm.runningMean.replace(double(golden.mean));
  norm.runningVariance.replace(double(golden.modes[mode]!.start_var));
  return norm;
}

describe('one layer gives the golden values, gradients and statistics', () => {
  test('in every mode there is', () => {
    expect(Object.keys(norms).sort()).toEqual(Object.keys(golden.modes).sort());
  });

  test.each(Object.entries(golden.modes))('%s', (mode, { steps, mean, var: variance, eval_of_first: evaluated }) => {
    const norm = begin(mode);
    sequence(norm, steps.length, (t) => {
      const { y, dx, dgamma, dbeta } = steps[t]!;
      const x = double(golden.x[t]!, true);
      norm.gamma.grad = norm.beta.grad = null;
      const value = norm.forward(x);
      expectClose(value, y);
      value.backward({ gradient: double(golden.dy[t]!) });
      expectClose(x.grad!, dx);
      expectClose(norm.gamma.grad!, dgamma);
      expectClose(norm.beta.grad!, dbeta);
    });
    expectClose(norm.runningMean, mean);
    expectClose(norm.runningVariance, variance);
    expectClose(norm.eval().forward(double(golden.x[0]!)), evaluated);
  });

  test('the guarded case really falls back', () => {
    expect(golden.modes.osr_official_guard!.fell_back).toBe(true);
  });
});
