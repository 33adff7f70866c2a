import { keep, noGrad, scope, ValueError, zeros, type Tensor } from '@spikegrad/core';
import type { Parameter } from '../parameter.js';

/** What is remembered of one parameter between steps, by name. */
export type Slots = Readonly<Record<string, Tensor>>;

/** Moves parameters against their gradients. Values are replaced, so nothing that shares them changes. */
export abstract class Optimizer {
  readonly parameters: readonly Parameter[];
  /** May be changed between steps, by a schedule for example. */
  learningRate: number;
  /** Steps taken. */
  steps = 0;
  private readonly slots = new Map<Parameter, Slots>();

  constructor(parameters: readonly Parameter[], learningRate: number) {
    if (!(learningRate >= 0)) throw new ValueError('Optimizer', 'a learning rate of at least 0', String(learningRate));
    this.parameters = parameters;
    this.learningRate = learningRate;
  }

  /** The names of what is remembered of a parameter; each begins as zeros. */
  protected abstract readonly remembered: readonly string[];

  /** The next value of a parameter, and what to remember of it. */
  protected abstract update(
    value: Parameter,
    gradient: Tensor,
    slots: Slots,
  ): { readonly value: Tensor; readonly slots: Slots };

  /** Takes one step; parameters without a gradient stay where they are. */
  step(): void {
    this.steps++;
    scope(() => noGrad(() => this.parameters.forEach((parameter) => this.move(parameter))));
  }

  /** Frees all gradients. */
  zeroGrad(): void {
    for (const parameter of this.parameters) {
      parameter.grad?.dispose();
      parameter.grad = null;
    }
  }

  private move(parameter: Parameter): void {
    if (!parameter.grad) return;
    const before = this.slots.get(parameter);
    const after = this.update(parameter, parameter.grad, before ?? this.fresh(parameter));
    parameter.replace(after.value);
    for (const slot of Object.values(after.slots)) keep(slot);
    for (const slot of Object.values(before ?? {})) slot.dispose();
    this.slots.set(parameter, after.slots);
  }

  private fresh({ shape, backend, dtype }: Parameter): Slots {
    return Object.fromEntries(this.remembered.map((name) => [name, zeros(shape, { backend, dtype })]));
  }
}
