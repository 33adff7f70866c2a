import {
  formatValue,
  fromData,
  keep,
  noGrad,
  scope,
  ValueError,
  zeros,
  type Data,
  type Shape,
  type Tensor,
} from '@spikegrad/core';
import { StateDictError } from '../errors.js';
import { Parameter } from '../module/parameter.js';
import {
  compare,
  expectFiniteEntries,
  hasProblems,
  type HostStateDict,
  type StateDict,
} from '../stateDict/stateDict.js';

/** The state of one parameter between steps, by name. */
export type Slots = Readonly<Record<string, Tensor>>;

/** What an optimizer keeps for one parameter. */
interface Memory {
  readonly slots: Slots;
  /** Number of updates of this parameter. Without a gradient it is not updated. */
  readonly steps: number;
}

/** Updates parameters by their gradients. Values are replaced, so tensors that share the old values do not change. */
export abstract class Optimizer {
  readonly parameters: readonly Parameter[];
  /** May be changed between steps, by a schedule for example. */
  learningRate: number;
  /** Steps taken. */
  steps = 0;
  private readonly memory = new Map<Parameter, Memory>();

  /** A parameter that is given twice is updated once. @throws ValueError */
  constructor(parameters: readonly Parameter[], learningRate: number) {
    checkParameters(this.constructor.name, parameters);
    this.parameters = [...new Set(parameters)];
    this.learningRate = learningRate;
    this.checkSetting('learningRate', learningRate);
  }

  /** The names of a parameter's state tensors; each begins as zeros. */
  protected abstract readonly slotNames: readonly string[];

  /** The next value and the next state of a parameter; `step` is its number of updates, from 1. */
  protected abstract update(
    value: Parameter,
    gradient: Tensor,
    slots: Slots,
    step: number,
  ): { readonly value: Tensor; readonly slots: Slots };

  /**
   * Updates every parameter that has a gradient. @throws ValueError for a learning rate that is negative or not finite
   */
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

  /**
   * Reads the state of the optimizer: `steps` and `learningRate`, and for each parameter, by its index, its number of
   * updates and its state tensors, as `0.steps`, `0.velocity`.
   */
  async stateDict(): Promise<HostStateDict> {
    const number = (value: number) => ({ shape: [], dtype: 'float64', data: Float64Array.of(value) }) as const;
    const counts = this.parameters.map((parameter, i) => {
      return [`${i}.steps`, number(this.memory.get(parameter)?.steps ?? 0)] as const;
    });
    const own = { steps: number(this.steps), learningRate: number(this.learningRate), ...Object.fromEntries(counts) };
    const slots = this.parameters.flatMap((parameter, i) =>
      this.slotNames.map(async (name) => [`${i}.${name}`, await this.readSlot(parameter, name)] as const),
    );
    return { ...own, ...Object.fromEntries(await Promise.all(slots)) };
  }

  /**
   * Loads what `stateDict` read from an optimizer of the same kind over parameters of the same shapes, in the same order: all or
   * nothing.
   *
   * @throws StateDictError, and NonFiniteError where an entry holds NaN or Infinity
   */
  loadStateDict(entries: StateDict): void {
    const counts = ['steps', ...this.parameters.map((_, i) => `${i}.steps`)];
    const wanted = new Map<string, Shape>([...counts, 'learningRate'].map((name) => [name, []]));
    for (const [i, { shape }] of this.parameters.entries())
      for (const name of this.slotNames) wanted.set(`${i}.${name}`, shape);
    const problems = compare(wanted, entries);
    const mismatched = hasProblems(problems) ? problems.mismatched : this.wrongNumbers(counts, entries);
    if (hasProblems({ ...problems, mismatched }))
      throw new StateDictError(
        { ...problems, mismatched },
        `${this.constructor.name}.loadStateDict`,
        'its own entries',
      );
    expectFiniteEntries(entries, `${this.constructor.name}.loadStateDict`);
    scope(() =>
      this.parameters.forEach((parameter, i) => {
        const { shape, backend, dtype } = parameter;
        const loaded = this.slotNames.map((name) => {
          return [name, keep(fromData(entries[`${i}.${name}`]!.data, shape, { backend, dtype }))] as const;
        });
        for (const slot of Object.values(this.memory.get(parameter)?.slots ?? {})) slot.dispose();
        this.memory.set(parameter, { slots: Object.fromEntries(loaded), steps: entries[`${i}.steps`]!.data[0]! });
      }),
    );
    this.steps = entries['steps']!.data[0]!;
    this.learningRate = entries['learningRate']!.data[0]!;
  }

  /** A parameter that was not updated yet has zeros. */
  private async readSlot(parameter: Parameter, name: string): Promise<HostStateDict[string]> {
    const { shape, dtype, size } = parameter;
    const slot = this.memory.get(parameter)?.slots[name];
    const zeros = (): Data => (dtype === 'float32' ? new Float32Array(size) : new Float64Array(size));
    return { shape, dtype, data: slot ? await slot.data() : zeros() };
  }

  private wrongNumbers(counts: readonly string[], entries: StateDict): readonly string[] {
    const wrong = counts.filter(
      (name) => !(Number.isSafeInteger(entries[name]!.data[0]) && entries[name]!.data[0]! >= 0),
    );
    const rate = entries['learningRate']!.data[0]!;
    return [
      ...wrong.map((name) => `${name} ${entries[name]!.data[0]} for a count`),
      ...(rate >= 0 && rate < Infinity ? [] : [`learningRate ${rate} for a number of at least 0`]),
    ];
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

  /** Checks that a rate is a finite number of at least 0 and below `limit`. @throws ValueError */
  protected checkSetting(name: string, value: number, limit = Infinity): void {
    if (value >= 0 && value < limit) return;
    const range = limit === Infinity ? 'of at least 0' : `from 0 to below ${limit}`;
    throw new ValueError(this.constructor.name, `${name} ${range}`, String(value));
  }

  private fresh({ shape, backend, dtype }: Parameter): Slots {
    return Object.fromEntries(this.slotNames.map((name) => [name, zeros(shape, { backend, dtype })]));
  }
}

/** @throws ValueError for a value that is not a list of parameters */
function checkParameters(who: string, parameters: readonly unknown[]): void {
  const expected = 'a list of parameters such as model.parameters()';
  if (!Array.isArray(parameters)) throw new ValueError(who, expected, formatValue(parameters));
  if (parameters.length === 0) throw new ValueError(who, 'at least one parameter', 'none');
  const odd = parameters.findIndex((each) => !(each instanceof Parameter));
  if (odd >= 0) throw new ValueError(who, expected, `${formatValue(parameters[odd])} in place ${odd}`);
}
