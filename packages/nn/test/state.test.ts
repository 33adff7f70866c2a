import { describe, expect, test } from '@jest/globals';
import { cpu, ones, tensor, type Tensor } from '@spikegrad/core';
import { Module, sequence, signal, State, Temporal, type Signal } from '../src/index.js';
import { exact, list } from './toys.js';

/** Delays its input by as many steps as it has states. */
class Delay extends Temporal {
  readonly slots: readonly State[];

  constructor(steps: number) {
    super();
    this.slots = Array.from({ length: steps }, () => new State());
  }

  override forward(x: Signal): Signal {
    this.nextStep();
    const kept = [x, ...this.slots.map(({ value }) => value)];
    this.slots.forEach((state, i) => (state.value = kept[i]!));
    return kept.at(-1) ?? x;
  }
}

describe('what a state holds', () => {
  test.each([1, 2])('is the value of %s steps ago, with its presynaptic activity', (delay) => {
    const backend = cpu();
    const model = new Delay(delay);
    const at = (t: number): Tensor => tensor([t], { backend });
    const seen = sequence(model, 5, (t) => {
      const y = model.forward(signal(at(t).mul(1), at(10 * t).mul(1)));
      return [list(y)[0], list(y.presynaptic)[0]];
    });
    const now = (t: number): number => (t < delay ? t : t - delay);
    expect(seen).toEqual(seen.map((_, t) => [now(t), 10 * now(t)]));
    expect(backend.memory().tensors).toBe(0);
  });

  test('is without a graph a step later, and so is its activity', () => {
    const model = new Delay(1);
    const w = ones([1], { requiresGrad: true, ...exact });
    const graphs = sequence(model, 2, () => {
      const { requiresGrad, presynaptic } = model.forward(signal(w.mul(2), w.mul(3)));
      return [requiresGrad, presynaptic!.requiresGrad];
    });
    expect(graphs).toEqual([[true, true], [false, false]]); // prettier-ignore
  });

  test('is not released, and neither is its activity', () => {
    const state = new State();
    class Holder extends Module {
      readonly held = state;
      override forward(x: Tensor): Tensor {
        const given = signal(x.mul(1), x.mul(2));
        this.held.value = given;
        this.release([given, given.presynaptic!]);
        return given;
      }
    }
    const holder = new Holder();
    const [values] = sequence(holder, 1, () => {
      const y: Signal = holder.forward(tensor([3]));
      return [list(y), list(y.presynaptic)];
    });
    expect(values).toEqual([[3], [6]]);
    expect(State.holds(state.value ?? ones([1]))).toBe(false);
  });
});

test('a step returns a signal with its activity', () => {
  const w = ones([1], { requiresGrad: true, ...exact });
  const [y] = sequence(new Delay(1), 1, (): Signal => signal(w.mul(2), w.mul(3)));
  expect([list(y), list(y!.presynaptic), y!.requiresGrad]).toEqual([[2], [3], false]);
});
