import { describe, expect, test } from '@jest/globals';
import { cpu, defaultBackend, zeros, type Tensor } from '@spikegrad/core';
import { forwardSequence, Module, Sequential, sequence, SequenceError, State, Temporal } from '../src/index.js';
import { exact, list, ramp } from './toys.js';

/** `v ← v + x`, and gives `v`. */
const accumulate = (state: State, x: Tensor): Tensor => (state.value = state.value ? state.value.add(x) : x.mul(1));

class Plain extends Module {
  readonly total = new State();
  override forward(x: Tensor): Tensor {
    return accumulate(this.total, x);
  }
}

class Uncounted extends Temporal {
  readonly total = new State();
  override forward(x: Tensor): Tensor {
    return accumulate(this.total, x);
  }
}

class Nested extends Module {
  readonly cells = new Map([['only', { states: [new State()] }]]);
  override forward(x: Tensor): Tensor {
    return accumulate(this.cells.get('only')!.states[0]!, x);
  }
}

class Claims extends Plain {
  override get stateful(): boolean {
    return super.stateful;
  }
}

class Private extends Module {
  readonly #total = new State();
  override forward(x: Tensor): Tensor {
    return accumulate(this.#total, x);
  }
}

class Primed extends Temporal {
  backend = defaultBackend();
  readonly total = new State();
  protected override beginSequence(): void {
    this.total.value = zeros([1, 2], { backend: this.backend, ...exact });
  }
  override forward(x: Tensor): Tensor {
    return accumulate(this.total, x);
  }
}

const kinds = { Plain, Uncounted, Nested, Claims, Primed };

describe.each(Object.entries(kinds))('a user-defined layer with a state: %s', (name, Layer) => {
  const x = ramp([1, 2]);

  test('begins each sequence at rest', () => {
    const model = new Sequential(new Layer());
    const run = () => sequence(model, 3, () => list(model.forward(x)));
    const first = run();
    expect(first).toEqual([1, 2, 3].map((times) => list(x.mul(times))));
    expect(run()).toEqual(first);
  });

  test('leaves no tensors, also when a step throws', () => {
    const layer = new Layer();
    const backend = cpu();
    if (layer instanceof Primed) layer.backend = backend;
    const here = ramp([1, 2], { backend, ...exact });
    const fail = (t: number): void => {
      layer.forward(here);
      if (t === 1) throw new Error('on purpose');
    };
    expect(() => sequence(layer, 3, fail)).toThrow('on purpose');
    sequence(layer, 2, () => void layer.forward(here));
    expect(layer.states().every(({ value }) => value === null)).toBe(true);
    expect(backend.memory().tensors).toBe(1);
  });

  test('fails outside a sequence with an error that names it', () => {
    expect(() => new Layer().forward(x)).toThrow(SequenceError);
    const layer = new Layer();
    sequence(layer, 1, () => void layer.forward(x));
    expect(() => layer.forward(x)).toThrow(`[${name}] expected to run inside sequence(model, steps, body)`);
  });

  test('runs step by step in forwardSequence', () => {
    const frames = ramp([3, 1, 2]);
    const sums = [1, 2, 3].map((end) => list(frames.slice(0, 0, end).sum(0)));
    const model = new Sequential(new Layer());
    expect(list(forwardSequence(model, frames))).toEqual(sums.flat());
    const wrapped = new (class extends Module {
      readonly inner = new Layer();
      override forward(each: Tensor): Tensor {
        return this.inner.forward(each).mul(1);
      }
    })();
    expect(list(forwardSequence(wrapped, frames))).toEqual(sums.flat());
  });

  test('is in one sequence at a time', () => {
    const layer = new Layer();
    const within = () => sequence(new Sequential(layer), 1, () => 0);
    const results = sequence(layer, 2, () => {
      const y = list(layer.forward(x));
      expect(within).toThrow(SequenceError);
      return y;
    });
    expect(results[1]).toEqual(list(x.mul(2)));
  });
});

test('a state that no sequence can find fails inside of one too', () => {
  const layer = new Private();
  const run = () => sequence(layer, 1, () => layer.forward(ramp([1, 2])));
  expect(run).toThrow(SequenceError);
  expect(run).toThrow('[Private] expected to run inside sequence(model, steps, body), of a model that has its states');
});
