import { arrayOf, type Backend, type DType, type Handle } from '../backend/backend.js';
import { BackendError, DTypeError } from '../errors.js';
import { sizeOf, type Shape } from '../shape.js';
import { isRecording } from './noGrad.js';
import { enter } from './scope.js';
import { Storage } from './storage.js';
import { checkTensor, Tensor, type GradientRule } from './tensor.js';

let order = 0;

/** A new tensor around a backend's handle, entered into the open scope. */
export const wrap = (backend: Backend, handle: Handle, dtype: DType, shape: Shape): Tensor =>
  enter(new Tensor(new Storage(backend, handle, dtype, sizeOf(shape)), shape));

/** A new tensor of row-major values of the host, which are copied. */
export const fromHost = (backend: Backend, dtype: DType, values: ArrayLike<number>, shape: Shape): Tensor =>
  wrap(backend, backend.write(new arrayOf[dtype](values), dtype), dtype, shape);

/** The same value under a shape of the same size, off the tape. */
export const alias = (x: Tensor, shape: Shape = x.shape): Tensor => enter(new Tensor(x.live(), shape));

/**
 * Puts an operation on the tape if it is recording and a gradient can flow to any input.
 *
 * @param places of the inputs whose values the rule reads; without them it reads all of them and the outputs
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

/** The backend and dtype that all operands share. @throws BackendError, DTypeError */
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
