import { formatShape, type Shape } from '../../../shape.js';
import { accumulated, at, indexOf, placesOf, uniform, type HostArray } from '../fixture/hostArray.js';
import { once } from '../fixture/once.js';
import type { Case } from '../fixture/fixture.js';
import { eachProduct, outputShape, plainWindow, type Try } from './conv2d.js';

/** Few channels, and sizes for both algorithms: tiles and lists of spikes. */
const tries: readonly Try[] = [
  { ...plainWindow, claim: 'of few channels', x: [2, 3, 7, 5], w: [4, 3, 3, 2], stride: [2, 1], padding: [1, 0] },
  { ...plainWindow, claim: 'of blocks of 3 × 3 windows', x: [2, 8, 8, 9], w: [8, 8, 3, 3], padding: [1, 1] },
  { ...plainWindow, claim: 'in groups', x: [1, 4, 5, 4], w: [6, 2, 3, 2], groups: 2 },
];

type Place = readonly number[];

/** A product that is 0 if a factor is 0, also if the other is not finite: every backend computes at least this. */
const product = (a: number, b: number): number => (a === 0 || b === 0 ? 0 : a * b);

/** The tile of 4 × 4 that a backend may compute at once, as text. */
const tileOf = ([n, , i, j]: Place): string => [n, Math.floor(i! / 4), Math.floor(j! / 4)].join();

/**
 * Entries that may be NaN or infinite, beyond those that must be: entries with a product that is NaN only because of a
 * factor of 0, and entries computed `together` with one.
 */
function permitted(shape: Shape, all: HostArray, together: (place: Place) => string): (index: number) => boolean {
  const marked = new Set(
    placesOf(shape).flatMap((place) => (Number.isFinite(at(all, place)) ? [] : [together(place)])),
  );
  const may = placesOf(shape).map((place) => !Number.isFinite(at(all, place)) || marked.has(together(place)));
  return (index) => may[index]!;
}

interface Kind {
  readonly kernel: 'conv2d' | 'conv2dInputGradient' | 'conv2dWeightGradient';
  readonly operands: readonly ['x' | 'dy', 'w' | 'dy'];
  /** Of the indices of x, w and y: those of the operands, and that of the result. */
  readonly places: (x: Place, w: Place, y: Place) => readonly [Place, Place, Place];
  /** What may be computed at once. */
  readonly together: (place: Place) => string;
}

const kinds: readonly Kind[] = [
  { kernel: 'conv2d', operands: ['x', 'w'], places: (x, w, y) => [x, w, y], together: tileOf },
  { kernel: 'conv2dInputGradient', operands: ['dy', 'w'], places: (x, w, y) => [y, w, x], together: tileOf },
  // Windows of one pair of channels are computed at once.
  {
    kernel: 'conv2dWeightGradient',
    operands: ['x', 'dy'],
    places: (x, w, y) => [x, y, w],
    together: ([o, c]) => `${o},${c}`,
  },
];

/** Operands of a convolution, one of which has one entry that is not finite, and their expected result. */
interface NonFiniteCase {
  readonly name: string;
  readonly a: HostArray;
  readonly b: HostArray;
  readonly expected: HostArray;
  readonly may: (index: number) => boolean;
}

/** @param odd the index of the operand with the entry that is not finite */
function nonFiniteOf(one: Try, { kernel, operands, places, together }: Kind, odd: number): readonly NonFiniteCase[] {
  // A weight that is not finite may reach every position of its channel: padding is an input of 0.
  const isWeight = operands[odd] === 'w';
  const shapes = { x: one.x, w: one.w, dy: outputShape(one) };
  const [first, second] = operands.map((name, i) => uniform(shapes[name], i + 1, 0.1, 1)) as [HostArray, HostArray];
  const result = places(one.x, one.w, outputShape(one))[2];
  const rows = [
    [NaN, 0.1],
    [NaN, 1],
    [Infinity, 1],
  ] as const;
  return rows.map(([value, density]) => {
    const thin = (x: HostArray): HostArray => ({
      ...x,
      values: x.values.map((entry, i) => ((i * 7) % 10 < 10 * density ? entry : 0)),
    });
    const nonFinite = (x: HostArray): HostArray => ({
      ...x,
      values: x.values.with(Math.floor(x.values.length / 2), value),
    });
    const [a, b] = odd === 0 ? [nonFinite(first), thin(second)] : [thin(first), nonFinite(second)];
    const sums = (multiply: (p: number, q: number) => number): HostArray =>
      accumulated(result, (add) =>
        eachProduct(one, (...all) => {
          const [p, q, to] = places(...all);
          if (indexOf(one.x, all[0]) >= 0) add(to, multiply(at(a, p), at(b, q)));
        }),
      );
    const every = sums((p, q) => p * q);
    const may = permitted(result, every, isWeight ? ([, channel]) => String(channel) : together);
    const name = `${kernel} of ${value}, ${density} beside it, ${formatShape(result)}`;
    return { name, a, b, expected: sums(product), may };
  });
}

/** Convolutions of operands of which one has one entry that is not finite: it reaches every sum that reads it beside what is not 0, and no other. */
export const nonFiniteConv2dCases: readonly Case[] = tries.flatMap((one) =>
  kinds.flatMap((kind) =>
    [0, 1].map((odd): Case => {
      const { kernel, operands } = kind;
      const { stride, padding, dilation, groups } = one;
      const rows = once(() => nonFiniteOf(one, kind, odd));
      return [
        `${kernel} ${one.claim} propagates NaN and Infinity of ${operands[odd]} to every sum that reads it, and to no other`,
        async (bench) => {
          for (const { name, a, b, expected, may } of rows()) {
            const window = { stride, padding, dilation, groups, shape: expected.shape };
            const call = { [operands[0]]: bench.put(a), [operands[1]]: bench.put(b), ...window };
            await bench.expectNonFinite(name, bench.kernels[kernel](call as never), expected, may);
          }
        },
      ];
    }),
  ),
);
