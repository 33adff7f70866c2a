import { stack, type Backend, type Tensor } from '@spikegrad/core';
import { Buffer, Parameter } from './parameter.js';
import { State } from './state.js';

/** What a module may hold in its fields, and where it was found: `features.0.synapse.weight`. */
export interface Found<T> {
  readonly path: string;
  readonly value: T;
}

/**
 * Something with a forward pass and a tree of parameters, buffers, states and other modules in plain fields (or arrays of
 * modules). The tree is found by looking, so nothing has to be registered.
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
    const [steps, count, ...rest] = x.shape as [number, number, ...number[]];
    const y = this.forward(x.reshape([steps * count, ...rest]));
    return y.reshape([steps, count, ...y.shape.slice(1)]);
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

  /** Moves every parameter and buffer to another backend. */
  async to(backend: Backend): Promise<this> {
    for (const { value } of [...this.namedParameters(), ...this.namedBuffers()]) {
      const moved = await value.to(backend);
      value.replace(moved);
      moved.dispose();
    }
    return this;
  }
}

type Piece = Module | Parameter | Buffer | State;

const isPiece = (value: unknown): value is Piece =>
  value instanceof Module || value instanceof Parameter || value instanceof Buffer || value instanceof State;

function* walk(piece: Piece, path: string): Generator<Found<Piece>> {
  yield { path, value: piece };
  if (!(piece instanceof Module)) return;
  for (const [field, value] of Object.entries(piece)) yield* walkField(value, path === '' ? field : `${path}.${field}`);
}

function* walkField(value: unknown, path: string): Generator<Found<Piece>> {
  if (isPiece(value)) yield* walk(value, path);
  else if (Array.isArray(value))
    for (const [place, entry] of value.entries()) yield* walkField(entry, `${path}.${place}`);
}

/** Runs `step` on each frame of `[T, …]` and stacks what comes out. */
export const stepThrough = (x: Tensor, step: (frame: Tensor) => Tensor): Tensor =>
  stack(Array.from({ length: x.shape[0]! }, (_, t) => step(x.select(0, t))));
