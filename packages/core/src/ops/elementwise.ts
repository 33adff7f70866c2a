import type { Operand } from '../backend/backend.js';
import { ValueError } from '../errors.js';
import { differentiate } from '../program/differentiate.js';
import { Expression, InputLeaf } from '../program/expression.js';
import { topologicalOrder } from '../program/topologicalOrder.js';
import { compile, type Program } from '../program/program.js';
import { broadcastShapes, sameShape, type Shape } from '../shape.js';
import { isRecording } from '../tape/noGrad.js';
import { common, record, wrap } from '../tape/record.js';
import type { GradientRule, Tensor } from '../tape/tensor.js';
import { sumTo } from './sum.js';

/** Formulas by name: what a program computes, one output each. */
export type Formulas<Output extends string> = Readonly<Record<Output, Expression>>;

/** A compiled formula with its gradients, which are compiled at their first use. */
interface Compiled {
  readonly name: string;
  /** The leaves of the formula, in the order in which operands are given. */
  readonly inputs: readonly InputLeaf[];
  readonly scalars: number;
  readonly outputs: readonly Expression[];
  readonly program: Program;
  readonly gradients: Map<string, Gradient>;
}

interface Gradient {
  readonly compiled: Compiled;
  /** For each input, the source of its gradient; `null` if no gradient flows. */
  readonly sources: readonly (Source | null)[];
  /** Indices of the inputs that the gradient program reads; the gradients of the outputs come after them. */
  readonly reads: readonly number[];
}

/** An output of the gradient program, or the gradient of an output of the formula, passed on unchanged. */
type Source = { readonly kind: 'made' | 'passed'; readonly place: number };

/** An elementwise function of tensors that broadcast to one shape. */
export type Elementwise<Input extends string, Scalar extends string, Result> = (
  inputs: Readonly<Record<Input, Tensor>>,
  ...scalars: [Scalar] extends [never] ? [] : [scalars: Readonly<Record<Scalar, number>>]
) => Result;

/**
 * Defines an elementwise function by a formula. The gradient is derived from the formula, and each backend computes
 * both in one pass over memory. Tensors broadcast. Scalars are numbers that each call provides. A formula has at most
 * 256 inputs, scalars and outputs together, and 40,000 instructions. The same limits apply to its gradient, which needs
 * about three times as many instructions.
 *
 * @example
 * const lerp = elementwise('lerp', ['a', 'b'], ['weight'], ({ a, b, weight }) => a.add(b.sub(a).mul(weight)));
 * lerp({ a, b }, { weight: 0.5 });
 * @throws ValueError for a longer formula; for a longer gradient at the first call that needs it
 */
export function elementwise<const Input extends string, const Scalar extends string = never>(
  name: string,
  inputs: readonly Input[],
  scalars: readonly Scalar[],
  build: (leaves: Readonly<Record<Input | Scalar, Expression>>) => Expression,
): Elementwise<Input, Scalar, Tensor>;
export function elementwise<const Input extends string, const Scalar extends string, const Output extends string>(
  name: string,
  inputs: readonly Input[],
  scalars: readonly Scalar[],
  build: (leaves: Readonly<Record<Input | Scalar, Expression>>) => Formulas<Output>,
): Elementwise<Input, Scalar, Readonly<Record<Output, Tensor>>>;
export function elementwise(
  name: string,
  inputs: readonly string[],
  scalars: readonly string[],
  build: (leaves: Readonly<Record<string, Expression>>) => Expression | Formulas<string>,
): Elementwise<string, string, Tensor | Readonly<Record<string, Tensor>>> {
  const leaves = inputs.map((_, place) => new InputLeaf(place));
  const numbers = scalars.map((_, place) => new Expression({ kind: 'scalar', place }));
  const names = Object.fromEntries([
    ...inputs.map((key, i) => [key, leaves[i]!]),
    ...scalars.map((key, i) => [key, numbers[i]!]),
  ]);
  const formula = build(names);
  const single = formula instanceof Expression;
  const outputs = single ? [formula] : Object.values(formula);
  const compiled = compiledOf(name, leaves, scalars.length, outputs);
  return (tensors, values?: Readonly<Record<string, number>>) => {
    const operands = inputs.map((key) => given(name, tensors, key));
    const results = evaluate(
      compiled,
      operands,
      scalars.map((key) => numberOf(name, values, key)),
    );
    if (single) return results[0]!;
    return Object.fromEntries(Object.keys(formula).map((key, i) => [key, results[i]!]));
  };
}

function given(who: string, tensors: Readonly<Record<string, Tensor>>, key: string): Tensor {
  if (!(key in tensors)) throw new ValueError(who, `a tensor as input ${key}`, 'none');
  return tensors[key]!;
}

function numberOf(who: string, values: Readonly<Record<string, number>> | undefined, key: string): number {
  const value: unknown = values?.[key];
  if (typeof value === 'number') return value;
  throw new ValueError(who, `a number as scalar ${key}`, value === undefined ? 'none' : typeof value);
}

const compiledOf = (
  name: string,
  inputs: readonly InputLeaf[],
  scalars: number,
  outputs: readonly Expression[],
): Compiled => ({
  name,
  inputs,
  scalars,
  outputs,
  program: compile(
    name,
    inputs.length,
    scalars,
    outputs,
    inputs.map(({ place }) => place),
  ),
  gradients: new Map(),
});

function evaluate(compiled: Compiled, inputs: readonly Tensor[], scalars: readonly number[]): readonly Tensor[] {
  const { backend, dtype } = common(compiled.name, inputs);
  const shape = broadcastShapes(compiled.name, ...inputs.map((input) => input.shape));
  const operands: readonly Operand[] = inputs.map((input) => input.operand);
  const handles = backend.kernels.elementwise({ program: compiled.program, inputs: operands, scalars, shape, dtype });
  const outputs = handles.map((handle) => wrap(backend, handle, dtype, shape));
  if (isRecording() && inputs.some((input) => input.requiresGrad)) {
    const needs = inputs.map((input) => input.requiresGrad);
    const { reads } = gradientOf(
      compiled,
      outputs.map(() => true),
      needs,
    );
    record(compiled.name, inputs, outputs, gradientRule(compiled, inputs, scalars), reads);
  }
  return outputs;
}

const gradientRule =
  (compiled: Compiled, inputs: readonly Tensor[], scalars: readonly number[]): GradientRule =>
  (dys, needs) => {
    const given = dys.map((dy) => dy !== null);
    const { compiled: program, sources, reads } = gradientOf(compiled, given, needs);
    const operands = [...reads.map((place) => inputs[place]!), ...dys.filter((dy) => dy !== null)];
    const made = program.outputs.length > 0 ? evaluate(program, operands, scalars) : [];
    // Inputs that broadcast get the result's shape from dy.
    return inputs.map((input, i) => {
      const source = sources[i];
      if (!source) return null;
      const dx = (source.kind === 'made' ? made : dys)[source.place]!;
      return sameShape(dx.shape, input.shape) ? dx : sumTo(dx, input.shape);
    });
  };

/** The gradient program for the outputs that have a gradient and the inputs that need one; made once. */
function gradientOf(compiled: Compiled, given: readonly boolean[], needs: readonly boolean[]): Gradient {
  const key = [...given, ...needs].map(Number).join('');
  const known = compiled.gradients.get(key);
  if (known) return known;
  let place = 1 + Math.max(-1, ...compiled.inputs.map((leaf) => leaf.place));
  const dys = given.map((is) => (is ? new InputLeaf(place++) : null));
  const derivatives = differentiate(compiled.outputs, dys, compiled.inputs);
  const outputs: Expression[] = [];
  const sources = derivatives.map((derivative, i): Source | null => {
    if (!derivative || !needs[i]) return null;
    const passed = dys.findIndex((dy) => dy === derivative);
    if (passed >= 0) return { kind: 'passed', place: passed };
    return { kind: 'made', place: outputs.push(derivative) - 1 };
  });
  const under = topologicalOrder(outputs);
  const reads = compiled.inputs.flatMap((leaf, i) => (under.has(leaf) ? [i] : []));
  const inputs = [...reads.map((i) => compiled.inputs[i]!), ...dys.filter((dy) => dy !== null)];
  const gradient = {
    compiled: compiledOf(`${compiled.name} gradient`, inputs, compiled.scalars, outputs),
    sources,
    reads,
  };
  compiled.gradients.set(key, gradient);
  return gradient;
}

/** The same number everywhere, without operands. */
export function filled(backend: Tensor['backend'], dtype: Tensor['dtype'], shape: Shape, value: number): Tensor {
  const [handle] = backend.kernels.elementwise({ program: constant, inputs: [], scalars: [value], shape, dtype });
  return wrap(backend, handle, dtype, shape);
}

const constant = compile('fill', 0, 1, [new Expression({ kind: 'scalar', place: 0 })]);
