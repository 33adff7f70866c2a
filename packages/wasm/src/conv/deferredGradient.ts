import { sizeOf, type Handle, type Kernels, type Operand, type Shape } from '@spikegrad/core';
import type { Machine } from '../machine/machine.js';
import type { Block } from '../memory/allocator.js';
import { Deferred } from '../memory/deferred.js';

type Call = Parameters<Kernels['conv2dWeightGradient']>[0];
type Compute = (machine: Machine, call: Call) => Block;

const bytesOf = ({ x, dy }: Call): number => 4 * (sizeOf(x.shape) + sizeOf(dy.shape));

/**
 * Whether a gradient is at least four times larger than its operands, so that it is faster to compute several as one.
 * Four is the usual T.
 */
export const isWorthDeferring = (call: Call): boolean =>
  sizeOf(call.dy.shape) > 0 &&
  bytesOf(call) <= sizeOf(call.shape) &&
  ![call.x, call.dy].some(({ handle }) => handle instanceof Deferred);

/**
 * A weight gradient that is not computed until its address is needed. The sum of two such gradients is one over the samples of both: where there are few,
 * as in online learning from small batches, most of the time of a gradient goes into writing it down, and adding it to the last takes as long again.
 */
export class DeferredGradient extends Deferred {
  private readonly machine: Machine;
  private readonly method: Compute;
  private readonly calls: readonly Call[];

  constructor(machine: Machine, call: Call, method: Compute, calls: readonly Call[] = [call]) {
    super(
      machine,
      4 * sizeOf(call.shape),
      ['conv2dWeightGradient', call],
      calls.flatMap(({ x, dy }) => [x.handle as Block, dy.handle as Block]),
    );
    this.machine = machine;
    this.method = method;
    this.calls = calls;
  }

  /** The sum of two gradients, if both are deferred, are of one kind, and are not larger than what they are made of. */
  static sum(a: Handle, b: Handle): DeferredGradient | null {
    if (!(a instanceof DeferredGradient && b instanceof DeferredGradient) || a.isSettled || b.isSettled) return null;
    const calls = [...a.calls, ...b.calls];
    const [first, second] = [a.calls[0]!, b.calls[0]!];
    if (kindOf(first) !== kindOf(second)) return null;
    if (calls.reduce((sum, call) => sum + bytesOf(call), 0) > a.bytes) return null;
    return new DeferredGradient(a.machine, first, a.method, calls);
  }

  protected override compute(): Block {
    const { machine, calls, method } = this;
    const [first] = calls as readonly [Call];
    if (calls.length === 1) return method(machine, first);
    const [x, dy] = (['x', 'dy'] as const).map((name) => joinedOf(machine, calls, name)) as [Operand, Operand];
    const made = method(machine, { ...first, x, dy });
    for (const { handle } of [x, dy]) machine.allocator.release(handle as Block);
    return made;
  }
}

/** What two calls must have in common to be one. */
const kindOf = ({ x, dy, shape, ...window }: Call): string =>
  JSON.stringify([shape, x.shape.slice(1), dy.shape.slice(1), window]);

/** The samples of an operand of all calls, one after the other. */
function joinedOf(machine: Machine, calls: readonly Call[], name: 'x' | 'dy'): Operand {
  const parts = calls.map((call) => call[name]);
  const { shape, dtype } = parts[0]!;
  const joined: Shape = [parts.reduce((sum, part) => sum + part.shape[0]!, 0), ...shape.slice(1)];
  const handle = machine.allocate(joined);
  let to = handle.pointer;
  for (const part of parts) {
    const { pointer, bytes } = part.handle as Block;
    machine.copy(to, pointer, bytes);
    to += bytes;
  }
  return { shape: joined, dtype, handle };
}
