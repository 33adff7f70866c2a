import { sizeOf, type Shape } from '../../../shape.js';
import { Random } from '../../../tensor/random.js';

/** An array as plainly as it can be had: a shape and doubles, row-major. */
export interface Plain {
  readonly shape: Shape;
  readonly values: readonly number[];
}

type Place = readonly number[];

/** Every place of `shape`, in order. */
export const placesOf = (shape: Shape): readonly Place[] =>
  Array.from({ length: sizeOf(shape) }, (_, index) => {
    const place: number[] = [];
    let rest = index;
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      place.unshift(rest % shape[axis]!);
      rest = Math.floor(rest / shape[axis]!);
    }
    return place;
  });

/** The array whose entry at each place is a function of the place. */
export const build = (shape: Shape, entry: (place: Place) => number): Plain => ({
  shape,
  values: placesOf(shape).map(entry),
});

/** Where the entry of a place stands among the values; −1 for a place outside. */
export const indexOf = (shape: Shape, place: Place): number =>
  place.some((index, axis) => !(index >= 0 && index < shape[axis]!))
    ? -1
    : place.reduce((offset, index, axis) => offset * shape[axis]! + index, 0);

/** The entry at a place; `outside` where there is none. */
export const at = ({ shape, values }: Plain, place: Place, outside = 0): number =>
  values[indexOf(shape, place)] ?? outside;

/** The entry that broadcasting puts at a place of a shape of higher rank. */
export const stretched = (x: Plain, place: Place): number =>
  at(
    x,
    place.slice(place.length - x.shape.length).map((index, axis) => (x.shape[axis] === 1 ? 0 : index)),
  );

/** `f(0) + … + f(count − 1)`. */
export function sumOver(count: number, f: (index: number) => number): number {
  let total = 0;
  for (let index = 0; index < count; index++) total += f(index);
  return total;
}

/** Values in [low, high) that float32 holds exactly. */
export function uniform(shape: Shape, seed: number, low = -2, high = 2): Plain {
  const random = new Random(seed);
  return build(shape, () => Math.fround(low + (high - low) * random.next()));
}

/** The same with NaN and both infinities among the values, more of them the smaller `every` is. */
export const withNonFinite = ({ shape, values }: Plain, every = 7): Plain => ({
  shape,
  values: values.map((value, i) =>
    i % every === 3 ? NaN : i % (2 * every) === 5 ? Infinity : i % (3 * every) === 8 ? -Infinity : value,
  ),
});

/** Whole numbers from `low` up to, not including, `high`. */
export function whole(shape: Shape, seed: number, low = -3, high = 4): Plain {
  const random = new Random(seed);
  return build(shape, () => low + random.integer(high - low));
}
