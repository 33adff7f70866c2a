import { keep, noGrad, scope, ValueError, zeros, type Tensor } from '@spikegrad/core';
import type { Parameter } from '../parameter.js';

/** What is remembered of one parameter between steps, by name. */
export type Slots = Readonly<Record<string, Tensor>>;

/** What an optimizer knows of one parameter. */
interface Memory {
  readonly slots: Slots;
  /** Steps this parameter has taken; one without a gradient takes none. */
  readonly steps: number;
}

/** Moves parameters against their gradients. Values are replaced, so nothing that shares them changes. */
export abstract class Optimizer {
  readonly parameters: readonly Parameter[];
  /** May be changed between steps, by a schedule for example. */
  learningRate: number;
  /** Steps taken. */
  steps = 0;
  private readonly memory = new Map<Parameter, Memory>();

  /** A parameter named twice moves once. @throws ValueError */
  constructor(parameters: readonly Parameter[], learningRate: number) {
    this.parameters = [...new Set(parameters)];
    this.learningRate = learningRate;
    if (parameters.length === 0) throw new ValueError(this.constructor.name, 'at least one parameter', 'none');
    this.checkSetting('learningRate', learningRate);
  }

  /** The names of what is remembered of a parameter; each begins as zeros. */
  protected abstract readonly remembered: readonly string[];

  /** The next value of a parameter, and what to remember of it; `step` is its own, from 1. */
  protected abstract update(
    value: Parameter,
    gradient: Tensor,
    slots: Slots,
    step: number,
  ): { readonly value: Tensor; readonly slots: Slots };

  /** Takes one step; parameters without a gradient stay where they are. @throws ValueError for an odd learning rate */
  step(): void {
    this.checkSetting('learningRate', this.learningRate);
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
    const before = this.memory.get(parameter);
    const steps = (before?.steps ?? 0) + 1;
    const { value, slots } = this.update(parameter, parameter.grad, before?.slots ?? this.fresh(parameter), steps);
    parameter.replace(value);
    for (const slot of Object.values(slots)) keep(slot);
    for (const slot of Object.values(before?.slots ?? {})) slot.dispose();
    this.memory.set(parameter, { slots, steps });
  }

  /** Refuses a rate or share that is negative or no finite number, or not below `limit`. */
  protected checkSetting(name: string, value: number, limit = Infinity): void {
    if (value >= 0 && value < limit) return;
    const range = limit === Infinity ? 'of at least 0' : `from 0 to below ${limit}`;
    throw new ValueError(this.constructor.name, `${name} ${range}`, String(value));
  }

  private fresh({ shape, backend, dtype }: Parameter): Slots {
    return Object.fromEntries(this.remembered.map((name) => [name, zeros(shape, { backend, dtype })]));
  }
}
