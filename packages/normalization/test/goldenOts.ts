import { tensor, type Nested, type Tensor } from '@spikegrad/core';
import { sequence } from '@spikegrad/nn';
import { defaultSurrogate, lifStep, type Reset } from '@spikegrad/neurons';
import { flatten, readFigures, readGolden, type GoldenCase, type Place } from '../../core/test/golden.js';
import { OTS } from '../src/index.js';

type Step = Readonly<Record<'u' | 's' | 'v', Nested>> & { readonly theta: number };

interface Golden {
  readonly x: readonly Nested[];
  readonly tau: number;
  readonly threshold: number;
  readonly cases: Readonly<Record<Reset, readonly Step[]>>;
}

const { x, tau, threshold: initial, cases } = readGolden<Golden>('golden/ots_layer.json', import.meta.url);

function oneSequence(reset: Reset, place: Place) {
  const ots = new OTS({ initial, ...place });
  const leak = 1 - 1 / tau;
  let v: Tensor | null = null;
  let before = Infinity; // the smallest margin of earlier steps: one spike more, and every threshold moves
  const figures = sequence(ots, x.length, (t) => {
    const threshold = (u: Tensor): Tensor => ots.at(u);
    const step = lifStep(tensor(x[t]!, place), v, { leak, reset, threshold, surrogate: defaultSurrogate });
    v = step.membrane.keep();
    const { u, theta, s, v: after } = cases[reset][t]!;
    const earlier = before;
    const margins = flatten(u).map((membrane) => Math.min(earlier, Math.abs(membrane - theta)));
    before = Math.min(...margins);
    return [
      { name: `membranes of step ${t + 1}`, received: step.u, expected: u, margin: earlier },
      { name: `threshold of step ${t + 1}`, received: step.theta, expected: theta, margin: earlier },
      { name: `spikes of step ${t + 1}`, received: step.spike, expected: s, margin: margins },
      { name: `membranes after step ${t + 1}`, received: step.membrane, expected: after, margin: margins },
    ];
  });
  return readFigures(figures.flat());
}

/** One layer of neurons under OTS, one sequence. */
export const thresholdCases: readonly GoldenCase[] = (['soft', 'hard'] as const).map((reset) => ({
  name: `one layer with OTS, ${reset} reset`,
  run: (place) => oneSequence(reset, place),
}));
