import { noGrad, Random, ShapeError, show, stack, type Backend, type Tensor } from '@spikegrad/core';
import { letGoUnlessKept } from './letGoUnlessKept.js';
import { Buffer, Parameter } from './parameter.js';
import { Pending } from './pending.js';
import { alongside, signal, type Signal } from './signal.js';
import { State } from './state.js';

/** What a module may hold in its fields, and where it was found: `features.0.synapse.weight`. */
export interface Found<T> {
  readonly path: string;
  readonly value: T;
}

/**
 * Something with a forward pass and a tree of parameters, buffers, states, random generators and other modules in plain fields
 * (or arrays of modules). The tree is found by looking, so nothing has to be registered; what is shared is found once, under its first path.
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

  /** One step: what goes in at a time step, and what comes out. */
  abstract forward(x: Tensor): Tensor;

  /**
   * `[T, N, …]` in, `[T, N, …]` out, all steps in one call. Modules without state see the steps as one large batch; all others
   * are stepped through.
   */
  forwardSequence(x: Tensor): Tensor {
    if (this.modules().some((module) => module.stateful)) return stepThrough(x, (frame) => this.forward(frame));
    const [steps, count, ...rest] = x.shape;
    if (steps === undefined || count === undefined)
      throw new ShapeError(`${this.constructor.name}.forwardSequence`, '[T, N, …]', show(x.shape));
    const y = this.forward(alongside(x, (each) => each.reshape([steps * count, ...rest])));
    return alongside(y, (each) => each.reshape([steps, count, ...each.shape.slice(1)]));
  }

  /** Whether this module, apart from its children, carries anything from step to step. */
  get stateful(): boolean {
    return false;
  }

  /** Whether the module is being trained; `train()` and `eval()` say so to the whole tree. */
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

  /** This module and all below it, parents first. */
  modules(): readonly Module[] {
    return this.namedModules().map(({ value }) => value);
  }
  namedModules(): readonly Found<Module>[] {
    return [...walk(this, '')].filter((found): found is Found<Module> => found.value instanceof Module);
  }
  parameters(): readonly Parameter[] {
    return this.namedParameters().map(({ value }) => value);
  }
  namedParameters(): readonly Found<Parameter>[] {
    return [...walk(this, '')].filter((found): found is Found<Parameter> => found.value instanceof Parameter);
  }
  namedBuffers(): readonly Found<Buffer>[] {
    return [...walk(this, '')].filter((found): found is Found<Buffer> => found.value instanceof Buffer);
  }
  states(): readonly State[] {
    return [...walk(this, '')].flatMap(({ value }) => (value instanceof State ? [value] : []));
  }
  /**
   * Lets go of values that were made in a forward and handed to nobody: they stay for gradients alone, and are freed with the last that
   * reads them. What a module keeps as state stays.
   *
   * @param others values that stay, such as what came in and what goes out
   */
  protected letGo(values: readonly Tensor[], others: readonly Tensor[] = []): void {
    letGoUnlessKept(values, others);
  }

  /** The generators that draw while the model runs, such as those of dropout masks. */
  namedRandoms(): readonly Found<Random>[] {
    return [...walk(this, '')].filter((found): found is Found<Random> => found.value instanceof Random);
  }
  /** What waits for a buffer to be moved. */
  namedPending(): readonly Found<Pending>[] {
    return [...walk(this, '')].filter((found): found is Found<Pending> => found.value instanceof Pending);
  }

  /**
   * Moves every parameter and buffer, with its gradient, to another backend: all of them or, where it refuses one, none. Make
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

const kinds = [Parameter, Buffer, State, Pending, Random] as const;

type Piece = Module | InstanceType<(typeof kinds)[number]>;

const isPiece = (value: unknown): value is Piece =>
  value instanceof Module || kinds.some((kind) => value instanceof kind);

function* walk(piece: Piece, path: string, seen = new Set<unknown>()): Generator<Found<Piece>> {
  if (seen.has(piece)) return;
  seen.add(piece);
  yield { path, value: piece };
  if (!(piece instanceof Module)) return;
  for (const [field, value] of Object.entries(piece))
    yield* walkField(value, path === '' ? field : `${path}.${field}`, seen);
}

function* walkField(value: unknown, path: string, seen: Set<unknown>): Generator<Found<Piece>> {
  if (isPiece(value)) yield* walk(value, path, seen);
  else if (Array.isArray(value))
    for (const [place, entry] of value.entries()) yield* walkField(entry, `${path}.${place}`, seen);
}

/** Runs `step` on each frame of `[T, …]` and stacks what comes out. */
export function stepThrough(x: Tensor, step: (frame: Tensor) => Tensor): Tensor {
  const frames: readonly Signal[] = Array.from({ length: x.shape[0]! }, (_, t) =>
    step(alongside(x, (each) => each.select(0, t))),
  );
  const traces = frames.flatMap(({ presynaptic }) => presynaptic ?? []);
  const y = stack(frames);
  return traces.length === frames.length
    ? signal(
        y,
        noGrad(() => stack(traces)),
      )
    : y;
}
