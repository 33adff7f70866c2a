import { arrayOf, type Backend, type DType, type Handle } from '../backend/backend.js';
import { BackendError, DTypeError } from '../errors.js';
import { sizeOf, type Shape } from '../shape.js';
import { isRecording } from './noGrad.js';
import { enter } from './scope.js';
import { Storage } from './storage.js';
import { checkTensor, Tensor, type GradientRule } from './tensor.js';

let order = 0;

/** A new tensor for a backend's handle, added to the current scope. */
export const wrap = (backend: Backend, handle: Handle, dtype: DType, shape: Shape): Tensor =>
  enter(new Tensor(new Storage(backend, handle, dtype, sizeOf(shape)), shape));

/** A new tensor from row-major host values, which are copied. */
export const fromHost = (backend: Backend, dtype: DType, values: ArrayLike<number>, shape: Shape): Tensor =>
  wrap(backend, backend.write(new arrayOf[dtype](values), dtype), dtype, shape);

/** The same value with a shape of the same size, without a graph. */
export const alias = (x: Tensor, shape: Shape = x.shape): Tensor => enter(new Tensor(x.live(), shape));

/**
 * Records an operation if recording is on and any input requires a gradient.
 *
 * @param places indices of the inputs whose values the rule reads; by default all inputs and the outputs
 */
export function record(
  op: string,
  inputs: readonly Tensor[],
  outputs: readonly Tensor[],
  backward: GradientRule,
  places?: readonly number[],
): void {
  if (!isRecording() || !inputs.some((input) => input.requiresGrad)) return;
  const reads = places?.map((place) => inputs[place]!) ?? [...inputs, ...outputs];
  for (const tensor of reads) tensor.readers++;
  const node = {
    op,
    order: order++,
    inputs,
    revisions: inputs.map((x) => x.revision),
    reads,
    outputs: outputs.length,
    backward,
  };
  outputs.forEach((output, place) => {
    output.node = node;
    output.outputIndex = place;
    output.requiresGrad = true;
  });
}

/** The common backend and dtype of all operands. @throws BackendError, DTypeError */
export function common(who: string, operands: readonly Tensor[]): { readonly backend: Backend; readonly dtype: DType } {
  const { backend, dtype } = checkTensor(who, operands[0]).live();
  for (const operand of operands) {
    const other = checkTensor(who, operand).live();
    if (other.backend !== backend) {
      const [{ name }, { name: another }] = [backend, other.backend];
      throw new BackendError(
        who,
        `operands on one backend (${name})`,
        name === another
          ? `one on a second backend named ${name}: make one and share it, or move the operand with to()`
          : `one on ${another}: move it with to()`,
      );
    }
    if (other.dtype !== dtype) throw new DTypeError(who, 'operands of one dtype', `${dtype} and ${other.dtype}`);
  }
  return { backend, dtype };
}
