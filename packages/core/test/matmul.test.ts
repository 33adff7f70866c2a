import { describe, expect, test } from '@jest/globals';
import { matmul, ShapeError, transpose, zeros } from '@spikegrad/core';
import { arbitraries } from '@spikegrad/core/arbitraries';
import { checkGradient } from '@spikegrad/core/testing';
import fc from 'fast-check';
import { watched } from './launches.js';
import { doubles, read } from './read.js';

const { broadcastable, tensorOf } = arbitraries;
const length = fc.integer({ min: 1, max: 3 });

/** Operands whose leading axes broadcast, each transposed or not. */
const products = fc
  .record({
    lead: broadcastable({ maxRank: 2, maxLength: 2 }),
    m: length,
    k: length,
    n: length,
    transposeA: fc.boolean(),
    transposeB: fc.boolean(),
  })
  .chain(({ lead, m, k, n, transposeA, transposeB }) =>
    fc.record({
      a: tensorOf([...lead.a, ...(transposeA ? [k, m] : [m, k])]),
      b: tensorOf([...lead.b, ...(transposeB ? [n, k] : [k, n])]),
      options: fc.constant({ transposeA, transposeB }),
      shape: fc.constant([...lead.both, m, n]),
    }),
  );

describe('matmul', () => {
  test('differentiated once and twice agrees with central differences, for any batch, transposed or not', () => {
    fc.assert(
      fc.property(products, ({ a, b, options }) =>
        checkGradient((x, y) => matmul(x, y, options), [a, b], { order: 2, tolerance: 1e-5 }),
      ),
    );
  });

  test('with a transpose option is the product with the transposed operand', () => {
    fc.assert(
      fc.property(products, ({ a, b, options: { transposeA, transposeB }, shape }) => {
        const y = matmul(a, b, { transposeA, transposeB });
        const copied = matmul(transposeA ? transpose(a) : a, transposeB ? transpose(b) : b);
        expect(y.shape).toEqual(shape);
        expect(read(y)).toEqual(read(copied));
      }),
    );
  });

  test('(AB)ᵀ = BᵀAᵀ', () => {
    const [a, b] = [doubles([[1, 2, 3], [4, 5, 6]]), doubles([[1, 0], [2, 1], [0, 3]])]; // prettier-ignore
    expect(read(transpose(matmul(a, b)))).toEqual(read(matmul(b, a, { transposeA: true, transposeB: true })));
  });

  test('by hand: [[1, 2], [3, 4]] · [[5], [6]] = [[17], [39]]', () => {
    expect(read(doubles([[1, 2], [3, 4]]).matmul(doubles([[5], [6]])))).toEqual([17, 39]); // prettier-ignore
  });

  test('copies no operand without a batch', () => {
    const { backend, launches } = watched();
    const [a, b] = [zeros([5, 2, 3], { backend }), zeros([3, 2], { backend })];
    launches.length = 0;
    expect(matmul(a, b).shape).toEqual([5, 2, 2]);
    expect(launches).toEqual(['matmul']);
  });

  test('an inner length of 0 gives zeros', () => {
    expect(read(matmul(zeros([2, 0]), zeros([0, 3])))).toEqual([0, 0, 0, 0, 0, 0]);
  });

  test('fails for different inner lengths, vectors, and batches that do not broadcast', () => {
    const mismatch = () => matmul(zeros([1, 2]), zeros([3, 2]));
    expect(mismatch).toThrow(ShapeError);
    expect(mismatch).toThrow('[matmul] expected [m, k] and [k, n] but received [1, 2] and [3, 2]');
    expect(() => matmul(zeros([2]), zeros([2, 2]))).toThrow(ShapeError);
    expect(() => matmul(zeros([2, 1, 1]), zeros([3, 1, 1]))).toThrow(ShapeError);
  });
});
