import type { Backend, Data, DType, Operand } from '../backend/backend.js';
import { BackendError, FreedTensorError, GradientError, ShapeError } from '../errors.js';
import { sameShape, formatShape, sizeOf, type Shape } from '../shape.js';
import { version as packageVersion } from '../version.js';
import { describe } from './describe.js';
import type { TensorMethods } from './methods.js';
import { freeUnreachable, hasGrown } from './freeUnreachable.js';
import { finalizer, type Storage } from './storage.js';

/** Marks the tensors of every copy of this package, so that two copies can name each other. */
const brand = Symbol.for('spikegrad.tensor');

/**
 * An n-dimensional array of numbers on a backend, and its place on the tape. Values are dense, row-major and never change:
 * operations return new tensors.
 */
// eslint-disable-next-line @typescript-eslint/no-unsafe-declaration-merging -- see the interface below
export class Tensor {
  /** Sizes of the axes, outermost first. */
  readonly shape: Shape;
  /** Whether a backward pass reaches this tensor. */
  requiresGrad: boolean;
  /** What `backward()` has accumulated here, for leaves that require it. */
  grad: Tensor | null = null;
  /** @internal Replaces this value in weight gradients, if it is set; of the same backend. */
  declare readonly presynaptic?: Tensor;
  /** @internal The operation that made this tensor, while its graph lives. */
  node: Node | null = null;
  /** @internal Which output of `node` this is. */
  outputIndex = 0;
  /** @internal How often `replace()` gave this leaf another value. */
  revision = 0;
  /** @internal Operations on the tape whose gradient rules read this value and have not run. */
  readers = 0;
  /** @internal The scope that frees this tensor at its end; null outside of every scope. */
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
  /** Whether the value is gone; using it is an error. */
  get isFreed(): boolean {
    return this.storage === null;
  }
  /** Whether no operation made this tensor. */
  get isLeaf(): boolean {
    return this.node === null;
  }
  /** @internal What kernels see. */
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
   * The values, row-major, once everything enqueued before is done. Where live tensors have grown by 64 MiB it waits one turn of the event
   * loop more, so that those nobody can reach are freed.
   */
  async data(): Promise<Data> {
    const { backend, handle, dtype, size } = this.live();
    const values = backend.read(handle, dtype, size);
    if (!hasGrown(backend)) return values;
    const [readerDone] = await Promise.all([values, freeUnreachable(backend)]);
    return readerDone;
  }

  /** The values at once, on backends whose memory the host owns. @throws BackendError elsewhere */
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

  /** Frees the value now. Scopes and `sequence` do this for everyone; only holders of kept tensors need it. */
  dispose(): void {
    this.freeStorage();
    this.node = null;
  }

  /** @internal What the function `release` calls. */
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
   * @internal Registers the finalizer, which frees the value after the tensor is garbage-collected. A tensor in a scope needs none: the scope frees it,
   * and to register takes longer than a small operation.
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
   * Gives a leaf another value of the same shape: how optimizers and running statistics move. Nothing is overwritten; whoever
   * shares the old value keeps it.
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

  /** Shape, dtype, backend and, where the host owns the memory, values: the first and last of long axes. */
  toString(): string {
    return describe(this);
  }
  /** @internal What `console.log` of Node shows. */
  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return describe(this);
  }
  /** @internal What fast-check shows of a counterexample. */
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

/** One operation on the tape. */
export interface Node {
  readonly op: string;
  /** Rises with every operation: users come after what they use. */
  readonly order: number;
  /** Empty once the graph is freed, so that a result that is kept does not keep its inputs. */
  inputs: readonly Tensor[];
  /** The revisions the inputs had; a leaf that was replaced since cannot be differentiated. */
  readonly revisions: readonly number[];
  /** Tensors whose values the rule reads; empty once the graph is freed. */
  reads: readonly Tensor[];
  readonly outputs: number;
  /** Gradients of the inputs from those of the outputs; `null` once the graph is freed. */
  backward: GradientRule | null;
}

/** `null` for an output says that nothing flowed there; `null` for an input says that nothing flows on. */
export type GradientRule = (dys: readonly (Tensor | null)[], needs: readonly boolean[]) => readonly (Tensor | null)[];

/**
 * Says that nobody will read a value again but gradients, whose place on the tape stays: it is freed as soon as no gradient rule
 * is left that reads it. For whoever made a value and handed it to nobody else; a scope frees what is left at its end all the same.
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
