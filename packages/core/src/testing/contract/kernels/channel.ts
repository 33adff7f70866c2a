import {
  channelAffine,
  channelNormGradient,
  channelStatistics,
  elementsPerChannel,
  perChannel,
} from '../../../ops/channel.js';
import { mean, variance } from '../../../ops/reduce.js';
import { sum } from '../../../ops/sum.js';
import { formatShape, type Shape } from '../../../shape.js';
import { scope } from '../../../tape/scope.js';
import type { Tensor } from '../../../tensor/methods.js';
import { at, hostArray, placesOf, uniform, type HostArray } from '../fixture/hostArray.js';
import type { Fixture, Case } from '../fixture/fixture.js';

const shapes: readonly Shape[] = [
  [5, 3],
  [2, 3, 7, 5],
  [1, 1, 1, 1],
  [3, 33, 2, 2],
  [2, 4, 9],
  [2, 32, 8, 8],
];

const around = (x: Tensor): readonly number[] => x.shape.flatMap((_, axis) => (axis === 1 ? [] : [axis]));

/** The entries of one channel. */
const channelOf = (x: HostArray, channel: number): readonly number[] =>
  placesOf(x.shape).flatMap((place) => (place[1] === channel ? [at(x, place)] : []));

const average = (values: readonly number[]): number =>
  values.reduce((total, value) => total + value, 0) / values.length;

/** Compares two results of operations, the fused and the composed, entry by entry. */
async function agree(bench: Fixture, name: string, fused: Tensor, composed: Tensor): Promise<void> {
  bench.compare(name, await fused.data(), { shape: composed.shape, values: Array.from(await composed.data()) });
  fused.dispose();
  composed.dispose();
}

/** Channel kernels, compared with their definition and with the operations that they fuse. */
export const channelCases: readonly Case[] = shapes
  .flatMap((shape) => casesOf(shape))
  .concat([
    [
      'NaN or Infinity in one channel changes no other channel: its mean has it, its variance and gradient are NaN',
      async (bench) => {
        const shape = [3, 4, 5, 7];
        const clean = uniform(shape, 1);
        // Channel 1 has a NaN, channel 2 an Infinity.
        const x: HostArray = { shape, values: clean.values.with(35 + 9, NaN).with(70 + 20, Infinity) };
        const [means, variances] = bench.kernels.channelStatistics({ x: bench.put(x) });
        const [scale, shift, mean, inverse] = [2, 3, 4, 5].map((seed) => uniform([4], seed, 0.5, 1.5));
        const y = bench.kernels.channelAffine({ x: bench.put(x), scale: bench.put(scale!), shift: bench.put(shift!) });
        const vectors = { mean: bench.put(mean!), inverseDeviation: bench.put(inverse!), scale: bench.put(scale!) };
        const [dx, sum, product] = bench.kernels.channelNormGradient({
          dy: bench.put(clean),
          x: bench.put(x),
          ...vectors,
        });
        const products = hostArray([4], ([c]) => {
          const gradients = channelOf(clean, c!);
          const centre = at(mean!, [c!]);
          const sum = channelOf(x, c!).reduce((total, value, i) => total + gradients[i]! * (value - centre), 0);
          return sum * at(inverse!, [c!]);
        });
        const totals = hostArray([4], ([c]) => channelOf(clean, c!).reduce((total, value) => total + value, 0));
        await bench.expect(
          'mean',
          means,
          hostArray([4], ([c]) => average(channelOf(x, c!))),
        );
        await bench.expect(
          'variance',
          variances,
          hostArray([4], ([c]) => spreadOf(channelOf(x, c!))),
        );
        await bench.expect(
          'affine',
          y,
          hostArray(shape, (place) => at(x, place) * at(scale!, [place[1]!]) + at(shift!, [place[1]!])),
        );
        await bench.expect('sum', sum, totals);
        await bench.expect('product', product, products);
        const gradient = (place: readonly number[]): number => {
          const c = [place[1]!];
          const normal = (at(x, place) - at(mean!, c)) * at(inverse!, c);
          return at(scale!, c) * (at(clean, place) - at(totals, c) / 105 - (normal * at(products, c)) / 105);
        };
        // Infinite products make every entry of their channel NaN or infinite.
        const finite = hostArray(shape, (place) => (place[1] === 1 || place[1] === 2 ? NaN : gradient(place)));
        await bench.expectNonFinite('dx', dx, finite);
      },
    ],
  ]);

function spreadOf(values: readonly number[]): number {
  const centre = average(values);
  return average(values.map((value) => (value - centre) ** 2));
}

function casesOf(shape: Shape): readonly Case[] {
  const channels = shape[1]!;
  const x = uniform(shape, 1);
  const vector = (seed: number): HostArray => uniform([channels], seed, 0.5, 1.5);
  return [
    [
      `channelStatistics of ${formatShape(shape)}`,
      async (bench) => {
        const [means, variances] = bench.kernels.channelStatistics({ x: bench.put(x) });
        await bench.expect(
          'mean',
          means,
          hostArray([channels], ([c]) => average(channelOf(x, c!))),
        );
        await bench.expect(
          'variance',
          variances,
          hostArray([channels], ([c]) => spreadOf(channelOf(x, c!))),
        );
      },
    ],
    [
      `channelAffine of ${formatShape(shape)}`,
      async (bench) => {
        const [scale, shift] = [vector(2), vector(3)];
        const y = bench.kernels.channelAffine({ x: bench.put(x), scale: bench.put(scale), shift: bench.put(shift) });
        await bench.expect(
          'channelAffine',
          y,
          hostArray(shape, (place) => at(x, place) * at(scale, [place[1]!]) + at(shift, [place[1]!])),
        );
      },
    ],
    [
      `channel kernels of ${formatShape(shape)} equal the operations they fuse`,
      async (bench) => {
        const pairs = scope(() => {
          const [t, dy] = [bench.tensor(x), bench.tensor(uniform(shape, 4))];
          const [scale, shift] = [bench.tensor(vector(2)), bench.tensor(vector(3))];
          const statistics = channelStatistics(t);
          const inverseDeviation = bench.tensor(vector(5));
          const norm = channelNormGradient(dy, { x: t, mean: statistics.mean, inverseDeviation, scale });
          const normal = t.sub(perChannel(statistics.mean, t)).mul(perChannel(inverseDeviation, t));
          const count = elementsPerChannel(t);
          const [total, product] = [sum(dy, around(t)), sum(dy.mul(normal), around(t))];
          const centred = dy.sub(perChannel(total.div(count), t)).sub(normal.mul(perChannel(product.div(count), t)));
          return [
            ['mean', statistics.mean, mean(t, around(t))],
            ['variance', statistics.variance, variance(t, around(t))],
            ['affine', channelAffine(t, scale, shift), t.mul(perChannel(scale, t)).add(perChannel(shift, t))],
            ['dx', norm.dx, centred.mul(perChannel(scale, t))],
            ['sum', norm.sum, total],
            ['product', norm.product, product],
          ] as const;
        });
        for (const [name, fused, composed] of pairs) await agree(bench, name, fused, composed);
      },
    ],
  ];
}
