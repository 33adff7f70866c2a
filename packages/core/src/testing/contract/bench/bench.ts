import { arrayOf, type Backend, type DType, type Handle, type Operand } from '../../../backend/backend.js';
import { fromData } from '../../../tensor/create.js';
import { SpikegradError } from '../../../errors.js';
import { show, sizeOf } from '../../../shape.js';
import type { Tensor } from '../../../tensor/methods.js';
import { placesOf, type Plain } from './array.js';

/** A backend that computes something else than the contract says. */
export class ContractError extends SpikegradError {}

/** Relative to entries above 1. */
const tolerances = { float32: 2e-5, float64: 1e-11 } as const;

/** What a case works with: values in, values out and compared; every handle is freed at the end. */
export class Bench {
  readonly backend: Backend;
  readonly dtype: DType;
  private readonly handles: Handle[] = [];

  constructor(backend: Backend, dtype: DType) {
    this.backend = backend;
    this.dtype = dtype;
  }

  get kernels(): Backend['kernels'] {
    return this.backend.kernels;
  }

  /** Values for a kernel. */
  put({ shape, values }: Plain): Operand {
    const handle = this.backend.write(new arrayOf[this.dtype](values), this.dtype);
    return this.operand(handle, shape);
  }

  /** A kernel's result for another kernel. */
  operand(handle: Handle, shape: Plain['shape']): Operand {
    this.handles.push(handle);
    return { shape, dtype: this.dtype, handle };
  }

  /** Values for operations. */
  tensor({ shape, values }: Plain, requiresGrad = false): Tensor {
    return fromData(values, shape, { backend: this.backend, dtype: this.dtype, requiresGrad });
  }

  /** Reads a kernel's result and compares every entry. */
  async expect(who: string, handle: Handle, expected: Plain): Promise<void> {
    const { dtype } = this.operand(handle, expected.shape);
    this.compare(who, await this.backend.read(handle, dtype, sizeOf(expected.shape)), expected);
  }

  /**
   * The same where NaN of `expected` stands for NaN or an infinity. @param may whether an entry may be either too: a permitted difference
   */
  async expectNonFinite(
    who: string,
    handle: Handle,
    expected: Plain,
    may: (index: number) => boolean = () => false,
  ): Promise<void> {
    const { dtype } = this.operand(handle, expected.shape);
    const received = await this.backend.read(handle, dtype, sizeOf(expected.shape));
    const values = expected.values.map((value, i) =>
      Number.isFinite(value) && !(may(i) && !Number.isFinite(received[i])) ? value : NaN,
    );
    this.compare(
      who,
      Array.from(received, (value) => (Number.isFinite(value) ? value : NaN)),
      { shape: expected.shape, values },
    );
  }

  compare(who: string, received: ArrayLike<number>, { shape, values }: Plain): void {
    if (received.length !== values.length)
      throw new ContractError(who, `${values.length} values`, String(received.length));
    const finite = Array.from(values, Math.abs).filter(Number.isFinite);
    // What is rounded in a sum goes by its largest terms, not by what they leave.
    const tolerance = tolerances[this.dtype] * finite.reduce((most, value) => Math.max(most, value), 1);
    placesOf(shape).forEach((place, i) => {
      const expected = values[i]!;
      const off = Math.abs(received[i]! - expected);
      if (received[i] === expected || off <= tolerance || (Number.isNaN(expected) && Number.isNaN(received[i]))) return;
      throw new ContractError(
        who,
        `${expected} at ${show(place)} of ${show(shape)} in ${this.dtype}`,
        String(received[i]),
      );
    });
  }

  equal(who: string, received: number, expected: number): void {
    if (received !== expected) throw new ContractError(who, String(expected), String(received));
  }

  end(): void {
    for (const handle of this.handles.splice(0)) this.backend.free(handle);
  }
}

/** A case before it is told its backend and dtype. */
export type Case = readonly [claim: string, run: (bench: Bench) => Promise<void>];
