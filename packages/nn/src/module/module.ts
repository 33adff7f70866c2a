import { Random, ValueError, type Backend, type Tensor } from '@spikegrad/core';
import { beginConstruction } from './construction.js';
import { isPlain } from './isPlain.js';
import { releaseExcept } from './releaseExcept.js';
import { Buffer, Parameter } from './parameter.js';
import { PendingUpdate } from './pendingUpdate.js';
import { State } from './state.js';
import { stepsAsBatch, stepByStep } from './stepByStep.js';

/** A value that a module has in its fields, and its path: `features.0.synapse.weight`. */
export interface Named<T> {
  readonly path: string;
  readonly value: T;
}

/**
 * A forward pass, and a tree of parameters, buffers, states, random generators and other modules in its fields, or in
 * arrays, maps, sets and plain objects there. The fields are searched, so nothing has to be registered. A shared value
 * is found once, under its first path. `#private` fields cannot be searched: a parameter or buffer that was made in the
 * constructor of a module and that no module can find throws a `HiddenParameterError` when it is first used.
 *
 * @example
 * class Scale extends Module {
 *   readonly factor = new Parameter(ones([1]));
 *   forward(x: Tensor): Tensor {
 *     return x.mul(this.factor);
 *   }
 * }
 */
export abstract class Module {
  private mode = true;

  constructor() {
    beginConstruction(this, new.target);
  }

  /** Computes one time step. */
  abstract forward(x: Tensor): Tensor;

  /**
   * All steps in one call: `[T, N, …]` to `[T, N, …]`. Modules without state process the steps as one large batch,
   * others step by step.
   */
  forwardSequence(x: Tensor): Tensor {
    const step = (frame: Tensor): Tensor => this.forward(frame);
    return this.modules().some((module) => module.stateful) ? stepByStep(x, step) : stepsAsBatch(x, step);
  }

  /** Whether this module itself, without its children, has a `State`. */
  get stateful(): boolean {
    for (const { value } of piecesIn(this)) if (value instanceof State) return true;
    return false;
  }

  /** Whether the module is in training mode; `train()` and `eval()` set it for the whole tree. */
  get training(): boolean {
    return this.mode;
  }
  train(mode = true): this {
    for (const module of this.modules()) module.mode = mode;
    return this;
  }
  eval(): this {
    return this.train(false);
  }

  /** This module and all its submodules, parents first. */
  modules(): readonly Module[] {
    return this.namedModules().map(({ value }) => value);
  }
  namedModules(): readonly Named<Module>[] {
    return [...walk(this, '')].filter((found): found is Named<Module> => found.value instanceof Module);
  }
  parameters(): readonly Parameter[] {
    return this.namedParameters().map(({ value }) => value);
  }
  /** @throws ValueError for two with the same path */
  namedParameters(): readonly Named<Parameter>[] {
    return listed(
      this,
      [...walk(this, '')].filter((found): found is Named<Parameter> => found.value instanceof Parameter),
    );
  }
  /** @throws ValueError for two with the same path */
  namedBuffers(): readonly Named<Buffer>[] {
    return listed(
      this,
      [...walk(this, '')].filter((found): found is Named<Buffer> => found.value instanceof Buffer),
    );
  }
  states(): readonly State[] {
    return [...walk(this, '')].flatMap(({ value }) => (value instanceof State ? [value] : []));
  }
  /**
   * Releases intermediate values of a forward pass: only gradients keep them, and they are freed with the last gradient
   * that reads them. Values of states are kept.
   *
   * @param others values that are not released, such as the input and the output
   */
  protected release(values: readonly Tensor[], others: readonly Tensor[] = []): void {
    releaseExcept(values, others);
  }

  /** The generators that the forward pass uses, such as those of dropout masks. */
  namedRandoms(): readonly Named<Random>[] {
    return [...walk(this, '')].filter((found): found is Named<Random> => found.value instanceof Random);
  }
  /** Updates that are not yet applied to their buffer. */
  namedPending(): readonly Named<PendingUpdate>[] {
    return [...walk(this, '')].filter((found): found is Named<PendingUpdate> => found.value instanceof PendingUpdate);
  }

  /**
   * Moves every parameter and buffer, with its gradient, to another backend: all of them, or none if one fails. Make
   * the optimizer afterwards.
   */
  async to(backend: Backend): Promise<this> {
    const held = [...this.namedParameters(), ...this.namedBuffers()].map(({ value }) => value);
    const strangers = held.filter((value) => value.backend !== backend);
    const moves = strangers.map(async (value) => {
      const [moved, grad] = await Promise.all([value.to(backend), value.grad?.to(backend) ?? null]);
      return { value, moved, grad };
    });
    for (const { value, moved, grad } of await Promise.all(moves)) {
      value.replace(moved);
      moved.dispose();
      value.grad?.dispose();
      value.grad = grad;
    }
    return this;
  }
}

const kinds = [Parameter, Buffer, State, PendingUpdate, Random] as const;

type Piece = Module | InstanceType<(typeof kinds)[number]>;

const isPiece = (value: unknown): value is Piece =>
  value instanceof Module || kinds.some((kind) => value instanceof kind);

function* walk(piece: Piece, path: string, seen = new Set<unknown>()): Generator<Named<Piece>> {
  if (seen.has(piece)) return;
  seen.add(piece);
  yield { path, value: piece };
  if (!(piece instanceof Module)) return;
  for (const { path: field, value } of piecesIn(piece))
    yield* walk(value, path === '' ? field : `${path}.${field}`, seen);
}

/** The values of a module itself, in its fields and in what these contain. */
function* piecesIn(module: Module): Generator<Named<Piece>> {
  const seen = new Set<unknown>();
  for (const [field, value] of Object.entries(module)) yield* piecesOf(value, field, seen);
}

function* piecesOf(value: unknown, path: string, seen: Set<unknown>): Generator<Named<Piece>> {
  if (isPiece(value)) {
    yield { path, value };
    return;
  }
  if (typeof value !== 'object' || value === null || seen.has(value)) return;
  seen.add(value);
  for (const [key, entry] of entriesOf(value)) yield* piecesOf(entry, `${path}.${key}`, seen);
}

/** The entries of arrays, maps, sets and plain objects. A key that is an object is replaced by its index. */
function entriesOf(value: object): Iterable<readonly [key: string | number, entry: unknown]> {
  if (Array.isArray(value)) return value.entries();
  if (value instanceof Set) return [...value].entries();
  if (value instanceof Map)
    return [...value].map(([key, entry], place) => [typeof key === 'object' ? place : String(key), entry] as const);
  return isPlain(value) ? Object.entries(value) : [];
}

/** A list of what is saved. A state dict can have each path only once. */
function listed<T extends Parameter | Buffer>(module: Module, found: readonly Named<T>[]): readonly Named<T>[] {
  const paths = new Set<string>();
  for (const { path, value } of found) {
    if (paths.has(path))
      throw new ValueError(
        module.constructor.name,
        'a path of its own for each parameter and buffer',
        `two under ${path}`,
      );
    paths.add(path);
    value.markListed();
  }
  return found;
}
