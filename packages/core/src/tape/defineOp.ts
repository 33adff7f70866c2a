import { BackendError } from '../errors.js';
import { noGrad } from './noGrad.js';
import { alias, common, record } from './record.js';
import { scope } from './scope.js';
import { Tensor } from './tensor.js';

/** What a gradient rule gets. */
export interface GradientContext<Inputs extends readonly Tensor[], Options> {
  readonly inputs: Inputs;
  readonly output: Tensor;
  readonly options: Options;
  /** Which inputs need a gradient. For the others it may be `null`. */
  readonly needs: readonly boolean[];
}

/** An operation: its value and its gradient. */
export interface OpDefinition<Inputs extends readonly Tensor[], Options> {
  /** Computes the value. It is not recorded, and its intermediate tensors are freed. */
  forward(inputs: Inputs, options: Options): Tensor;
  /** Computes the gradient of each input, with that input's shape; `null` means that no gradient flows. */
  backward(dy: Tensor, context: GradientContext<Inputs, Options>): readonly (Tensor | null)[];
  /**
   * Indices of the inputs whose values the gradient reads. Set it if the gradient reads neither the other inputs nor
   * the output; these need not be kept then.
   * @defaultValue all of them, and the output
   */
  readonly reads?: readonly number[];
}

/** A defined operation. An op that appears in its own gradient needs this type. */
export type Op<Inputs extends readonly Tensor[], Options = undefined> = (
  inputs: Inputs,
  ...rest: undefined extends Options ? [options?: Options] : [options: Options]
) => Tensor;

/**
 * Defines an operation by its value and its gradient, both written with tensors.
 *
 * @example
 * const cube = defineOp<[x: Tensor]>('cube', {
 *   forward: ([x]) => x.mul(x).mul(x),
 *   backward: (dy, { inputs: [x] }) => [dy.mul(x).mul(x).mul(3)], // dx³/dx = 3x²
 * });
 * cube([tensor([2])]);
 */
export function defineOp<Inputs extends readonly Tensor[], Options = undefined>(
  name: string,
  { forward, backward, reads }: OpDefinition<Inputs, Options>,
): Op<Inputs, Options> {
  return (inputs, ...rest) => {
    if (!Array.isArray(inputs))
      throw new BackendError(
        name,
        `an array of tensors, ${name}([x]),`,
        inputs instanceof Tensor ? 'a tensor' : typeof inputs,
      );
    const options = rest[0] as Options;
    common(name, inputs);
    const value = scope(() => noGrad(() => forward(inputs, options)));
    const output = inputs.includes(value) ? alias(value) : value;
    record(name, inputs, [output], ([dy], needs) => backward(dy!, { inputs, output, options, needs }), reads);
    return output;
  };
}
