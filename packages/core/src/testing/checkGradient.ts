import { grad } from '../autograd/backward.js';
import { checkNoOthers } from '../checkOptions.js';
import { fromData } from '../tensor/create.js';
import { DTypeError, GradientError } from '../errors.js';
import { filled } from '../ops/elementwise.js';
import { Random } from '../tensor/random.js';
import { formatShape, stridesOf, type Shape } from '../shape.js';
import { scope } from '../tape/scope.js';
import '../tensor/methods.js'; // adds the methods of tensors where nobody imports the entry of `core`
import type { Tensor } from '../tensor/methods.js';

/** Options of a gradient check. */
export interface GradientCheckOptions {
  /** 1 checks the gradient, 2 also the gradient of the gradient, through `createGraph`. @defaultValue `1` */
  readonly order?: 1 | 2;
  /** The step of the central difference, relative to inputs above 1. @defaultValue `1e-5` */
  readonly step?: number;
  /** Largest difference, relative to values above 1. @defaultValue `1e-6` */
  readonly tolerance?: number;
  /** Seed of the weights that reduce an output to one number. @defaultValue `0` */
  readonly seed?: number;
  /** What errors call the inputs. @defaultValue `input 0`, `input 1`, … */
  readonly names?: readonly string[];
}

type Values = readonly Float64Array[];
type Scalar = (inputs: readonly Tensor[]) => Tensor;

/**
 * Compares the tape's gradient of `f`, weighted at random to one number, with central differences at every element of every
 * input. `f` takes float64 tensors and should be smooth around `inputs`.
 *
 * @example
 * checkGradient((x) => x.exp(), [tensor([0.5, 1], { dtype: 'float64' })], { order: 2 });
 * @throws GradientError with input, index, expected and received
 */
export function checkGradient(
  f: (...inputs: Tensor[]) => Tensor,
  inputs: readonly Tensor[],
  { order = 1, step = 1e-5, tolerance = 1e-6, seed = 0, names, ...others }: GradientCheckOptions = {},
): void {
  checkNoOthers('checkGradient', others);
  const odd = inputs.find((input) => input.dtype !== 'float64');
  if (odd) throw new DTypeError('checkGradient', 'float64', odd.dtype);
  const first: Scalar = (xs) => weighted([f(...xs)], seed);
  const settings = { step, tolerance, nameOf: (input: number) => names?.[input] ?? `input ${input}` };
  checkFirst('gradient', first, inputs, settings);
  if (order === 1) return;
  const second: Scalar = (xs) => weighted(gradientsOf(first(xs), xs, true), seed + 1);
  checkFirst('second gradient', second, inputs, settings);
}

function checkFirst(
  what: string,
  f: Scalar,
  inputs: readonly Tensor[],
  {
    step,
    tolerance,
    nameOf,
  }: Pick<Required<GradientCheckOptions>, 'step' | 'tolerance'> & { readonly nameOf: (input: number) => string },
): void {
  const values: Values = inputs.map((input) => Float64Array.from(input.dataSync()));
  const shapes = inputs.map((input) => input.shape);
  const at = (point: Values): readonly Tensor[] =>
    point.map((data, i) =>
      fromData(data, shapes[i]!, { backend: inputs[i]!.backend, dtype: inputs[i]!.dtype, requiresGrad: true }),
    );
  const valueAt = (point: Values): number => scope(() => f(at(point)).dataSync()[0]!);
  const gradients: Values = scope(() => {
    const xs = at(values);
    return gradientsOf(f(xs), xs, false).map((gradient) => Float64Array.from(gradient.dataSync()));
  });
  values.forEach((data, input) => {
    data.forEach((x, index) => {
      const h = step * Math.max(1, Math.abs(x));
      const moved = (by: number): Values => values.map((other, i) => (i === input ? other.with(index, x + by) : other));
      const expected = (valueAt(moved(h)) - valueAt(moved(-h))) / (2 * h);
      const received = gradients[input]![index]!;
      if (!(Math.abs(expected - received) <= tolerance * Math.max(1, Math.abs(expected), Math.abs(received)))) {
        const place = `${what} of ${nameOf(input)} at ${formatShape(placeOf(index, shapes[input]!))}`;
        throw new GradientError('checkGradient', `${place} to be ${expected} (central differences)`, String(received));
      }
    });
  });
}

/** Zeros if `y` depends on nothing. */
const gradientsOf = (y: Tensor, xs: readonly Tensor[], createGraph: boolean): readonly Tensor[] =>
  y.requiresGrad ? grad(y, xs, { createGraph }) : xs.map((x) => filled(x.backend, x.dtype, x.shape, 0));

/** One number from tensors: the sum of all elements, each times its own weight from [0.5, 1.5). */
function weighted(outputs: readonly Tensor[], seed: number): Tensor {
  const random = new Random(seed);
  return outputs
    .map((y) => y.mul(random.uniform(y.shape, { low: 0.5, high: 1.5, backend: y.backend, dtype: y.dtype })).sum())
    .reduce((total, part) => total.add(part));
}

const placeOf = (index: number, shape: Shape): readonly number[] =>
  stridesOf(shape).map((stride, axis) => Math.floor(index / stride) % shape[axis]!);
