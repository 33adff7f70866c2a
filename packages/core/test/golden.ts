import { Tensor, type CreateOptions, type Nested } from '@spikegrad/core';
import { readFileSync } from 'node:fs';

/** The inputs to compute golden values again. */
export type Place = Required<Pick<CreateOptions, 'backend' | 'dtype'>>;

type Numbers = number | ArrayLike<number>;

/** Numbers of a golden file: computed and expected. */
export interface Figure<Received = Numbers> {
  readonly name: string;
  readonly received: Received;
  readonly expected: Nested;
  /**
   * The distance between threshold and the membranes that decide each value, or all values. @defaultValue nothing fires
   */
  readonly margin?: Numbers;
}

/** One computation of a golden file, on any backend. */
export interface GoldenCase {
  readonly name: string;
  readonly run: (place: Place) => Promise<readonly Figure[]>;
}

/** The tolerance of a comparison. */
export interface Closeness {
  /** The largest difference, relative to the largest entry of a figure. */
  readonly tolerance: number;
  /**
   * Values are compared if the margin is larger. Nearer membranes may fire or not, depending on rounding. @defaultValue
   * `0`
   */
  readonly margin?: number;
}

/** A lower limit for the largest entry: gradients of biases before a norm are 0 except for rounding. */
const smallest = 5e-3;

/** The parsed JSON file at `path` beside the test of this `url`. */
export const readGolden = <T>(path: string, url: string): T =>
  JSON.parse(readFileSync(new URL(path, url), 'utf8')) as T;

/** Flattens nested arrays, row-major. */
export const flatten = (values: Nested): readonly number[] =>
  typeof values === 'number' ? [values] : Array.from<Nested>(values).flatMap(flatten);

/** Reads tensors from their backend. */
export const readFigures = (figures: readonly Figure<Numbers | Tensor>[]): Promise<readonly Figure[]> =>
  Promise.all(
    figures.map(async ({ received, ...rest }) => ({
      ...rest,
      received: received instanceof Tensor ? await received.data() : received,
    })),
  );

const listed = (numbers: Numbers): readonly number[] => (typeof numbers === 'number' ? [numbers] : Array.from(numbers));

/**
 * Compares figures with their golden values. It throws if they differ or if nothing was compared. It works in any test
 * runner and in a page. @returns how many values were compared, and how many were too near a threshold for that
 */
export function expectGolden(
  figures: readonly Figure[],
  { tolerance, margin: least = 0 }: Closeness,
): { readonly compared: number; readonly left: number } {
  let [compared, left] = [0, 0];
  const apart = figures.flatMap(({ name, received, expected, margin = Infinity }) => {
    const [numbers, wanted] = [listed(received), flatten(expected)];
    const margins = typeof margin === 'number' ? null : Array.from(margin);
    const scale = wanted.reduce((largest, value) => Math.max(largest, Math.abs(value)), smallest);
    if (numbers.length !== wanted.length) return [`${name}: ${numbers.length} values for ${wanted.length}`];
    const wrong = wanted.flatMap((value, i) => {
      if (!((margins?.[i] ?? (margin as number)) > least)) {
        left++;
        return [];
      }
      compared++;
      return Math.abs(numbers[i]! - value) / scale < tolerance ? [] : [`${name}[${i}]: ${numbers[i]} for ${value}`];
    });
    return wrong.slice(0, 1);
  });
  if (compared === 0) throw new Error('no golden value was compared');
  if (apart.length > 0) throw new Error(`not the golden values: ${apart.join('; ')}`);
  return { compared, left };
}
