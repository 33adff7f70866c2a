import type { Backend, Data, DType, Operand } from '../backend/backend.js';
import { BackendError, FreedTensorError, GradientError, ShapeError } from '../errors.js';
import { sameShape, formatShape, sizeOf, type Shape } from '../shape.js';
import { version as packageVersion } from '../version.js';
import { describe } from './describe.js';
import type { TensorMethods } from './methods.js';
import { freeUnreachable, hasGrown } from './freeUnreachable.js';
import { finalizer, type Storage } from './storage.js';

/** Marks the tensors of every copy of this package, so that an error can name the other copy. */
const brand = Symbol.for('spikegrad.tensor');

/**
 * An n-dimensional array of numbers on a backend, and its place on the tape. Values are dense, row-major and never change:
 * operations return new tensors.
 */
// eslint-disable-next-line @typescript-eslint/no-unsafe-declaration-merging -- see the interface below
export class Tensor {
  /** Sizes of the axes, outermost first. */
  readonly shape: Shape;
  /** Whether a backward pass computes a gradient for this tensor. */
  requiresGrad: boolean;
  /** The gradient that `backward()` has accumulated, for leaves that require it. */
  grad: Tensor | null = null;
  /** @internal Replaces this value in weight gradients, if it is set. It is on the same backend. */
  declare readonly presynaptic?: Tensor;
  /** @internal The operation that made this tensor, while its graph lives. */
  node: Node | null = null;
  /** @internal Which output of `node` this is. */
  outputIndex = 0;
  /** @internal How often `replace()` changed the value of this leaf. */
  revision = 0;
  /** @internal The number of recorded operations whose gradient rules read this value and have not run. */
  readers = 0;
  /** @internal The scope that frees this tensor at its end; null outside every scope. */
  scope: Scope | null = null;
  private isReleased = false;
  /** Whether the finalizer frees the value if the tensor is collected. */
  private isWatched = false;
  /** @internal */
  readonly [brand]: string = packageVersion;
  private storage: Storage | null;

  /** @internal Tensors come from `tensor()`, `zeros()`, a `Random` or an operation. */
  constructor(storage: Storage, shape: Shape, requiresGrad = false) {
    this.shape = shape;
    this.requiresGrad = requiresGrad;
    this.storage = storage.retain();
  }

  get dtype(): DType {
    return this.live().dtype;
  }
  get backend(): Backend {
    return this.live().backend;
  }
  get rank(): number {
    return this.shape.length;
  }
  get size(): number {
    return sizeOf(this.shape);
  }
  /** Whether the value was freed. Any use fails with a `FreedTensorError`. */
  get isFreed(): boolean {
    return this.storage === null;
  }
  /** Whether no operation made this tensor. */
  get isLeaf(): boolean {
    return this.node === null;
  }
  /** @internal What kernels get. */
  get operand(): Operand {
    const { dtype, handle } = this.live();
    return { shape: this.shape, dtype, handle };
  }

  /** @internal The storage, for tensors that share it. @throws FreedTensorError */
  live(): Storage {
    if (this.storage) return this.storage;
    throw new FreedTensorError(
      'Tensor',
      'a live tensor (return it from its scope, or keep() it)',
      `one of shape ${formatShape(this.shape)} that was freed`,
    );
  }

  /**
   * The values, row-major, after everything enqueued before is done. If live tensors have grown by 64 MiB, it waits one
   * more turn of the event loop, so that unreachable tensors are freed.
   */
  async data(): Promise<Data> {
    const { backend, handle, dtype, size } = this.live();
    const values = backend.read(handle, dtype, size);
    if (!hasGrown(backend)) return values;
    const [readerDone] = await Promise.all([values, freeUnreachable(backend)]);
    return readerDone;
  }

  /** The values without waiting, on backends whose memory the host owns. @throws BackendError on others */
  dataSync(): Data {
    const { backend, handle, dtype, size } = this.live();
    if (!backend.readSync)
      throw new BackendError('dataSync', 'a backend on the host', `${backend.name}: use await data()`);
    return backend.readSync(handle, dtype, size);
  }

  /** The only value of a tensor with one element. */
  async item(): Promise<number> {
    if (this.size !== 1) throw new ShapeError('item', 'one element', formatShape(this.shape));
    return (await this.data())[0]!;
  }

  /** Frees the value now. Scopes and `sequence` do this by themselves. Only kept tensors need it. */
  dispose(): void {
    this.freeStorage();
    this.node = null;
  }

  /** @internal The function `release` calls it. */
  release(): void {
    this.isReleased = true;
    if (this.readers === 0) this.freeStorage();
  }

  /** @internal One rule that reads this value has run. */
  read(): void {
    this.readers--;
    if (this.isReleased && this.readers === 0) this.freeStorage();
  }

  /**
   * @internal Registers the finalizer, which frees the value after the tensor is garbage-collected. A tensor in a scope
   * does not need one: the scope frees it, and registering takes longer than a small operation.
   */
  watch(): void {
    if (this.isWatched || !this.storage) return;
    finalizer.register(this, this.storage, this);
    this.isWatched = true;
  }

  private freeStorage(): void {
    if (!this.storage) return;
    if (this.isWatched) finalizer.unregister(this);
    this.isWatched = false;
    this.storage.release();
    this.storage = null;
  }

  /**
   * Gives a leaf another value of the same shape, for optimizers and running statistics. Nothing is overwritten:
   * tensors that share the old value keep it.
   */
  replace(value: Tensor): void {
    if (this.node) throw new GradientError('replace', 'a leaf', `the result of ${this.node.op}`);
    if (!sameShape(value.shape, this.shape))
      throw new ShapeError('replace', formatShape(this.shape), formatShape(value.shape));
    this.live();
    const next = value.live().retain();
    this.dispose();
    this.storage = next;
    if (!this.scope) this.watch();
    this.revision++;
  }

  /** Shape, dtype and backend, and the values if the host owns the memory: the first and last of long axes. */
  toString(): string {
    return describe(this);
  }
  /** @internal What `console.log` of Node prints. */
  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return describe(this);
  }
  /** @internal What fast-check prints of a counterexample. */
  [Symbol.for('fast-check/toStringMethod')](): string {
    return describe(this);
  }
}

/** The operations as methods, which `tensor/methods.ts` adds to the class. */
// eslint-disable-next-line @typescript-eslint/no-unsafe-declaration-merging -- the methods exist on the prototype
export interface Tensor extends TensorMethods<Tensor> {}

/** What `scope()` frees at its end. */
export interface Scope {
  readonly tensors: Tensor[];
}

/** One recorded operation. */
export interface Node {
  readonly op: string;
  /** Grows with every operation, so an operation has a larger number than its inputs. */
  readonly order: number;
  /** Empty after the graph is freed, so that a kept result does not keep its inputs. */
  inputs: readonly Tensor[];
  /** The revisions of the inputs. A leaf that was replaced afterwards cannot be differentiated. */
  readonly revisions: readonly number[];
  /** Tensors whose values the rule reads; empty after the graph is freed. */
  reads: readonly Tensor[];
  readonly outputs: number;
  /** Computes gradients of the inputs from those of the outputs; `null` after the graph is freed. */
  backward: GradientRule | null;
}

/** `null` means no gradient, of an output or of an input. */
export type GradientRule = (dys: readonly (Tensor | null)[], needs: readonly boolean[]) => readonly (Tensor | null)[];

/**
 * Declares that only gradient rules read a value from now on. Its node stays in the graph, and its memory is freed as
 * soon as no gradient rule needs it. Call it for a value that you made and that no other code holds. At its end a scope
 * frees the values that are left.
 *
 * @example
 * const current = conv2d(x, w);
 * const y = current.add(1); // the gradient of a sum reads neither term
 * release(current);
 */
export const release = (x: Tensor): void => x.release();

/** Checks that `x` is a tensor of this copy of the package. */
export function checkTensor(who: string, value: unknown): Tensor {
  if (value instanceof Tensor) return value;
  const other = typeof value === 'object' && value !== null ? (value as Record<symbol, unknown>)[brand] : undefined;
  if (typeof other === 'string') {
    throw new BackendError(
      who,
      `tensors of this @spikegrad/core (${packageVersion})`,
      `one of another copy (${other})`,
    );
  }
  throw new BackendError(who, 'a tensor', value === null ? 'null' : Array.isArray(value) ? 'an array' : typeof value);
}
