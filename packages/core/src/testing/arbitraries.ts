import fc from 'fast-check';
import { fromData } from '../tensor/create.js';
import { sizeOf, type Shape } from '../shape.js';
import '../tensor/methods.js'; // adds the methods of tensors where nobody imports the entry of `core`
import type { Tensor } from '../tensor/methods.js';

/** Limits of the generated shapes. */
export interface ShapeOptions {
  /** @defaultValue `0` */
  readonly minRank?: number;
  /** @defaultValue `3` */
  readonly maxRank?: number;
  /** @defaultValue `5` */
  readonly maxLength?: number;
  /** Whether a length may be 0. @defaultValue `false` */
  readonly zero?: boolean;
}

/** A convolution whose window fits into its padded input. */
export interface ConvGeometry {
  readonly x: readonly [samples: number, channels: number, height: number, width: number];
  readonly w: readonly [outputs: number, channels: number, height: number, width: number];
  readonly stride: readonly [number, number];
  readonly padding: readonly [number, number];
  readonly dilation: readonly [number, number];
  readonly groups: number;
}

const pair = <T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<[T, T]> => fc.tuple(arbitrary, arbitrary);

/** Shapes with many ones and odd lengths. */
const shape = ({ minRank = 0, maxRank = 3, maxLength = 5, zero = false }: ShapeOptions = {}): fc.Arbitrary<number[]> =>
  fc
    .array(fc.oneof({ weight: 1, arbitrary: fc.constant(1) }, { weight: 3, arbitrary: fc.nat(maxLength) }), {
      minLength: minRank,
      maxLength: maxRank,
    })
    .map((lengths) => lengths.map((length) => (length === 0 && !zero ? 1 : length)));

/** Two shapes that broadcast together, in either direction, and the result's shape. */
const broadcastable = (options: ShapeOptions = {}): fc.Arbitrary<{ a: number[]; b: number[]; both: number[] }> =>
  shape(options).chain((both) => {
    const side = fc.tuple(
      fc.array(fc.boolean(), { minLength: both.length, maxLength: both.length }),
      fc.nat(both.length),
    );
    return fc.tuple(side, side, fc.boolean()).map(([[ones, cut], [otherOnes, otherCut], firstIsFull]) => {
      const narrow = (flags: readonly boolean[], from: number): number[] =>
        both.map((n, i) => (flags[i] ? 1 : n)).slice(from);
      // On every axis one of the two has the full length, so the pair broadcasts to `both`.
      const a = firstIsFull ? both : narrow(ones, cut);
      const b = firstIsFull
        ? narrow(otherOnes, otherCut)
        : both.map((n, i) => (i < cut || ones[i] || !otherOnes[i] ? n : 1));
      return { a, b, both };
    });
  });

/** Values in ±[`from`, `to`], so that a kink at 0 is not near; all differ by at least 0.001. */
const values = (size: number, { from = 0.2, to = 2, positive = false } = {}): fc.Arbitrary<Float64Array> => {
  const places = fc.shuffledSubarray(
    Array.from({ length: size }, (_, i) => i),
    { minLength: size, maxLength: size },
  );
  const signs = fc.array(fc.boolean(), { minLength: size, maxLength: size });
  const wobbles = fc.array(fc.nat(99), { minLength: size, maxLength: size });
  return fc.tuple(places, signs, wobbles).map(([order, negative, wobble]) =>
    Float64Array.from(order, (place, i) => {
      const magnitude = from + ((to - from) * (place + wobble[i]! / 400)) / size;
      return negative[i] && !positive ? -magnitude : magnitude;
    }),
  );
};

/** A float64 tensor of `shape` with such values. */
const tensorOf = (of: Shape, options: { from?: number; to?: number; positive?: boolean } = {}): fc.Arbitrary<Tensor> =>
  values(sizeOf(of), options).map((data) => fromData(data, of, { dtype: 'float64' }));

/** Small convolutions with odd sizes, strides, padding, dilation and groups. */
const convGeometry = (): fc.Arbitrary<ConvGeometry> =>
  fc
    .record({
      samples: fc.integer({ min: 1, max: 2 }),
      groups: fc.integer({ min: 1, max: 3 }),
      inputs: fc.integer({ min: 1, max: 2 }),
      outputs: fc.integer({ min: 1, max: 2 }),
      kernel: pair(fc.integer({ min: 1, max: 3 })),
      stride: pair(fc.integer({ min: 1, max: 3 })),
      padding: pair(fc.nat(2)),
      dilation: pair(fc.integer({ min: 1, max: 2 })),
      extra: pair(fc.nat(3)),
    })
    .map(({ samples, groups, inputs, outputs, kernel, stride, padding, dilation, extra }) => {
      const least = kernel.map((length, i) => Math.max(1, dilation[i]! * (length - 1) + 1 - 2 * padding[i]!));
      return {
        x: [samples, inputs * groups, least[0]! + extra[0], least[1]! + extra[1]],
        w: [outputs * groups, inputs, ...kernel],
        stride,
        padding,
        dilation,
        groups,
      };
    });

/** Generators of shapes, float64 tensors away from kinks, and convolutions, for fast-check. */
export const arbitraries = { shape, broadcastable, tensorOf, convGeometry } as const;
