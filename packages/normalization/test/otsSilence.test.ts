import { describe, expect, test } from '@jest/globals';
import { cpu, fromData } from '@spikegrad/core';
import { sequence } from '@spikegrad/nn';
import { wasm } from '@spikegrad/wasm';
import fc from 'fast-check';
import { expectGolden } from '../../core/test/golden.js';
import { OTS } from '../src/index.js';
import { list } from './numbers.js';
import { silenceCases } from './otsSilence.js';

const places = [
  { backend: cpu(), dtype: 'float64' },
  { backend: cpu(), dtype: 'float32' },
  { backend: wasm({ threads: 1 }), dtype: 'float32' },
] as const;

const number = (from: number, to: number) => fc.double({ min: from, max: to, noNaN: true });
const power = (from: number, to: number) => number(from, to).map((exponent) => 10 ** exponent);
const odd = fc.constantFrom(NaN, Infinity, -Infinity, 3e38, -3e38);
const size = 24;

/** Membranes of one step, of any scale and offset; some have one that stands out, or one that is no number. */
const step = fc
  .record({
    shares: fc.array(number(-1, 1), { minLength: size, maxLength: size }),
    scale: fc.oneof(fc.constant(0), power(-30, 30)),
    offset: fc.oneof(fc.constant(0), power(-20, 20), power(-20, 20).map((each) => -each)), // prettier-ignore
    outlier: fc.oneof({ weight: 4, arbitrary: fc.constant(null) }, power(-1, 20), odd),
  })
  .map(({ shares, scale, offset, outlier }) =>
    Float32Array.from(shares, (share, i) => (i === 0 ? (outlier ?? share * scale + offset) : share * scale + offset)),
  );

/** The largest magnitude of those that are numbers. */
const largest = (values: ArrayLike<number>): number =>
  Array.from(values).reduce((most, value) => (Math.abs(value) > most ? Math.abs(value) : most), 0);

describe.each(places)('on $backend.name in $dtype', (place) => {
  test.each(silenceCases)('$name', async ({ run }) => {
    expectGolden(await run(place), { tolerance: 1e-6 });
  });

  test('thresholds of membranes of any scale and offset are finite and at most max(θ₀, √N · max |u|)', () => {
    const met = { waiting: 0, following: 0 };
    fc.assert(
      fc.property(fc.array(step, { minLength: 1, maxLength: 5 }), (frames) => {
        const ots = new OTS({ steps: frames.length, momentum: 0, ...place });
        const used = sequence(ots, frames.length, (t) => ots.at(fromData(frames[t]!, [4, 6], place))).flatMap(list);
        for (const thresholds of [used, list(ots.thresholds)]) {
          thresholds.forEach((theta, t) => {
            expect(Number.isFinite(theta)).toBe(true);
            expect(theta).toBeLessThanOrEqual(Math.max(1, 1.02 * Math.sqrt(size) * largest(frames[t]!)));
          });
        }
        met[used.every((theta) => theta === 1) ? 'waiting' : 'following']++;
      }),
      { numRuns: 300 },
    );
    expect(Math.min(met.waiting, met.following)).toBeGreaterThan(30);
  });

  test('so are causal ones, of each channel and its past', () => {
    fc.assert(
      fc.property(fc.array(step, { minLength: 1, maxLength: 5 }), (frames) => {
        const ots = new OTS({ evaluation: 'causal', ...place }).eval();
        const used = sequence(ots, frames.length, (t) => ots.at(fromData(frames[t]!, [2, 2, 6], place))).map(list);
        used.forEach((thetas, t) =>
          thetas.forEach((theta, group) => {
            const met = frames.slice(0, t + 1).flatMap((each) => [...each.subarray(6 * group, 6 * group + 6)]);
            expect(Number.isFinite(theta)).toBe(true);
            expect(theta).toBeLessThanOrEqual(Math.max(1, 1.02 * Math.sqrt(met.length) * largest(met)));
          }),
        );
      }),
      { numRuns: 200 },
    );
  });
});

test('a channel that was silent has the causal threshold of one that begins when it fires', () => {
  const place = places[0];
  const silent = Float64Array.from({ length: 4 }, (_, i) => 1e-12 * i);
  const [first, second] = [Float64Array.of(0, 1, 2, 3), Float64Array.of(2, 3, 5, 9)];
  const thresholds = (frames: readonly Float64Array[]): readonly number[] => {
    const ots = new OTS({ evaluation: 'causal', ...place }).eval();
    return sequence(ots, frames.length, (t) => ots.at(fromData(frames[t]!, [1, 1, 4], place))).flatMap(list);
  };
  expect(thresholds([silent, silent, silent])).toEqual([1, 1, 1]);
  const [one, two, three] = thresholds([silent, first, second]);
  expect([one, two]).toEqual([1, 1]);
  // Statistics of all three steps, k of the first two.
  const spread = (values: readonly number[]) => {
    const mean = values.reduce((a, b) => a + b) / values.length;
    return [mean, Math.sqrt(values.reduce((sum, x) => sum + (x - mean) ** 2, 0) / (values.length - 1))] as const;
  };
  const [m, s] = spread([...silent, ...first]);
  const [mean, deviation] = spread([...silent, ...first, ...second]);
  expect(three).toBeCloseTo(mean + (deviation * (1 - m)) / s, 9);
});
