import { fromData, permute, slice, sum, type Backend } from '@spikegrad/core';
import { hold, type Claim } from './claim.js';

/** The border of what float32 counts exactly. */
const border = 2 ** 24;
const side = 2 ** 12;

/** Values that say their place, in whole numbers that sums of them keep exact. */
const value = (i: number): number => (i % 251) - 125;

async function expectAt(x: { data(): Promise<ArrayLike<number>> }, of: (i: number) => number): Promise<void> {
  const values = await x.data();
  for (let i = 0; i < values.length; i++) hold(values[i] === of(i), () => `${values[i]} for ${of(i)} at ${i}`);
}

/** Tensors as large as a kernel takes, and larger by one, are exact in every place. */
export const borderClaims = (backend: Backend): readonly Claim[] =>
  [border, border + side].map((size) => ({
    name: `${size} elements are written, computed with a vector, turned, cut, added up and read`,
    async run() {
      const rows = size / side;
      const x = fromData(
        Float32Array.from({ length: size }, (_, i) => value(i)),
        [rows, side],
        { backend },
      );
      const v = fromData(
        Float32Array.from({ length: side }, (_, i) => i % 7),
        [side],
        { backend },
      );
      const y = x.add(v);
      await expectAt(y, (i) => value(i) + ((i % side) % 7));
      y.dispose();
      const turned = permute(x, [1, 0]);
      await expectAt(turned, (i) => value((i % rows) * side + Math.floor(i / rows)));
      turned.dispose();
      const row = slice(x, 0, rows - 1);
      const last = slice(row, 1, side - 3);
      await expectAt(last, (i) => value(size - 3 + i));
      for (const each of [row, last]) each.dispose();
      const sums = sum(x, 1);
      await expectAt(sums, (at) => {
        let total = 0;
        for (let i = 0; i < side; i++) total += value(at * side + i);
        return total;
      });
      for (const each of [sums, x, v]) each.dispose();
    },
  }));
