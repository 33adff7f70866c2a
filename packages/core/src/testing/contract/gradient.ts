import { grad } from '../../autograd/backward.js';
import { elementwise } from '../../ops/elementwise.js';
import { scope } from '../../tape/scope.js';
import { hostArray, broadcastAt, sumOver, uniform } from './fixture/hostArray.js';
import type { Case } from './fixture/fixture.js';

/** The programs that differentiation makes. */
export const gradientCases: readonly Case[] = [
  [
    'a gradient program gives each input its gradient, summed over broadcast axes',
    async (bench) => {
      const [a, b] = [uniform([3, 5], 1), uniform([5], 2)];
      const product = elementwise('product', ['a', 'b'], [], ({ a: x, b: y }) => x.mul(y).exp());
      const slope = (i: number, j: number): number => Math.exp(broadcastAt(a, [i, j]) * broadcastAt(b, [j]));
      const [da, db] = scope(() => {
        const [x, y] = [bench.tensor(a, true), bench.tensor(b, true)];
        return grad(product({ a: x, b: y }).sum(), [x, y]);
      });
      bench.compare(
        'da',
        await da.data(),
        hostArray([3, 5], ([i, j]) => slope(i!, j!) * broadcastAt(b, [j!])),
      );
      bench.compare(
        'db',
        await db.data(),
        hostArray([5], ([j]) => sumOver(3, (i) => slope(i, j!) * broadcastAt(a, [i, j!]))),
      );
      [da, db].forEach((gradient) => gradient.dispose());
    },
  ],
  [
    'a surrogate slope replaces the derivative',
    async (bench) => {
      const v = uniform([4, 33], 3);
      const fire = elementwise('fire', ['v'], ['threshold'], ({ v: x, threshold }) => {
        const distance = x.sub(threshold);
        return distance.greaterEqual(0).withSlope(x, distance.abs().neg().add(1).relu());
      });
      const { spike, slope } = scope(() => {
        const x = bench.tensor(v, true);
        const y = fire({ v: x }, { threshold: 0.5 });
        return { spike: y.detach(), slope: grad(y.sum(), [x])[0] };
      });
      bench.compare(
        'spike',
        await spike.data(),
        hostArray(v.shape, (place) => Number(broadcastAt(v, place) >= 0.5)),
      );
      bench.compare(
        'slope',
        await slope.data(),
        hostArray(v.shape, (place) => Math.max(0, 1 - Math.abs(broadcastAt(v, place) - 0.5))),
      );
      [spike, slope].forEach((tensor) => tensor.dispose());
    },
  ],
  [
    'only outputs with a gradient are part of it',
    async (bench) => {
      const x = uniform([7], 4);
      const both = elementwise('both', ['x'], [], ({ x: y }) => ({ square: y.mul(y), cube: y.mul(y).mul(y) }));
      const [dx] = scope(() => {
        const leaf = bench.tensor(x, true);
        return grad(both({ x: leaf }).cube.sum(), [leaf]);
      });
      bench.compare(
        'dx',
        await dx.data(),
        hostArray([7], (place) => 3 * broadcastAt(x, place) ** 2),
      );
      dx.dispose();
    },
  ],
];
