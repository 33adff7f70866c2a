import { test } from '@jest/globals';
import type { Nested, Tensor } from '@spikegrad/core';
import { sequence } from '@spikegrad/nn';
import { defaultSurrogate, lifStep, type Reset } from '@spikegrad/neurons';
import { OTS } from '../src/index.js';
import { readGolden } from './golden.js';
import { double, expectClose } from './numbers.js';

type Step = Readonly<Record<'u' | 's' | 'v', Nested>> & { readonly theta: number };

interface Golden {
  readonly x: readonly Nested[];
  readonly tau: number;
  readonly threshold: number;
  readonly cases: Readonly<Record<Reset, readonly Step[]>>;
}

const { x, tau, threshold: initial, cases } = readGolden<Golden>('golden/ots_layer.json', import.meta.url);

test.each(['soft', 'hard'] as const)('membranes, thresholds and spikes are the golden ones, %s reset', (reset) => {
  const ots = new OTS({ initial, dtype: 'float64' });
  let v: Tensor | null = null;
  sequence(ots, x.length, (t) => {
    const leak = 1 - 1 / tau;
    const step = lifStep(double(x[t]!), v, { leak, reset, threshold: (u) => ots.at(u), surrogate: defaultSurrogate });
    const { u, theta, s, v: after } = cases[reset][t]!;
    expectClose(step.u, u);
    expectClose(step.theta, theta);
    expectClose(step.spike, s);
    expectClose(step.membrane, after);
    v = step.membrane.keep();
  });
});
