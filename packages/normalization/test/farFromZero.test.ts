import { describe, expect, test } from '@jest/globals';
import { cpu, fromData, Random, stack, type Backend } from '@spikegrad/core';
import { forwardSequence, Monitor, sequence } from '@spikegrad/nn';
import { wasm } from '@spikegrad/wasm';
import fc from 'fast-check';
import { BNTT, LinearNorm, OSR, TdBN, VanillaNorm, type RunningNorm } from '../src/index.js';
import { list } from './numbers.js';

const [steps, count] = [4, 256];

/** Frames of one channel in float32: normal around a mean that is `ratio` deviations from 0 and moves by `drift` deviations a step. */
function framesOf(ratio: number, drift: number, seed: number): readonly Float32Array[] {
  const random = new Random(seed);
  return Array.from({ length: steps }, (_, t) =>
    Float32Array.from({ length: count }, () => ratio + drift * t + random.nextNormal()),
  );
}

const meanOf = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0) / values.length;
const varianceOf = (values: readonly number[]): number => {
  const mean = meanOf(values);
  return meanOf(values.map((x) => (x - mean) ** 2));
};

/** In double precision, by the definition. */
const definition = (frames: readonly Float32Array[]) => ({
  all: varianceOf(frames.flatMap((frame) => [...frame])),
  between: varianceOf(frames.map((frame) => meanOf([...frame]))),
});

const offsets = fc.tuple(
  fc.double({ min: -4, max: 4, noNaN: true }).map((exponent) => Math.sign(exponent) * 10 ** Math.abs(exponent)),
  fc.constantFrom(0.25, 1, 3),
  fc.nat(),
);

/** A mean in float32 is known to 6e-8 of itself: at 10⁴ deviations to a thousandth of one. */
const tolerance = 0.005;
const expectNear = (received: number, expected: number): void =>
  expect(Math.abs(received / expected - 1)).toBeLessThan(tolerance);

const norms: Readonly<Record<string, (backend: Backend) => RunningNorm>> = {
  OSR: (backend) => new OSR(1, { momentum: 0, backend }),
  LinearNorm: (backend) => new LinearNorm(1, { momentum: 0, backend }),
  TdBN: (backend) => new TdBN(1, { momentum: 0, backend }),
};

describe.each([cpu(), wasm({ threads: 1 })])('means far from 0 in float32 on $name', (backend) => {
  const framed = (frames: readonly Float32Array[]) => frames.map((frame) => fromData(frame, [count, 1], { backend }));

  test.each(Object.entries(norms))('%s has the variance of all values of the sequence', (_, make) => {
    fc.assert(
      fc.property(offsets, ([ratio, drift, seed]) => {
        const frames = framesOf(ratio, drift, seed);
        const norm = make(backend);
        forwardSequence(norm, stack(framed(frames)));
        expectNear(list(norm.runningVariance)[0]!, definition(frames).all);
      }),
      { numRuns: 40 },
    );
  });

  test.each([
    ['OSR', new OSR(1, { backend })],
    ['VanillaNorm', new VanillaNorm(1, { backend })],
    ['BNTT', new BNTT(1, { steps, backend })],
  ])('a monitor records the covariate shift of %s', async (_, norm) => {
    await fc.assert(
      fc.asyncProperty(offsets, async ([ratio, drift, seed]) => {
        const frames = framesOf(ratio, drift, seed);
        const [monitor, currents] = [new Monitor(norm), framed(frames)];
        sequence(norm, steps, (t) => void norm.forward(currents[t]!), { monitor });
        expectNear((await monitor.read())['']!['between']![0]!, definition(frames).between);
      }),
      { numRuns: 40 },
    );
  });
});
