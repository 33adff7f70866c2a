import { describe, expect, test } from '@jest/globals';
import { ones, Random, type Tensor } from '@spikegrad/core';
import { Buffer, HiddenParameterError, Linear, Module, Parameter, Sequential, SGD, stateDict } from '../src/index.js';
import { exact, list } from './toys.js';

const random = new Random(1);
const one = (): Tensor => ones([1], exact);
const linear = (): Linear => new Linear(1, 1, { random, ...exact });

/** Classes that hide a parameter from every module in different ways; all use it in `forward`. */
class PrivateParameter extends Module {
  readonly #weight = new Parameter(one());
  override forward(x: Tensor): Tensor {
    return x.mul(this.#weight);
  }
}

class PrivateBuffer extends Module {
  readonly before = linear();
  readonly #mean = new Buffer(one());
  override forward(x: Tensor): Tensor {
    return x.sub(this.#mean);
  }
}

class PrivateModule extends Module {
  readonly #cell = linear();
  override forward(x: Tensor): Tensor {
    return this.#cell.forward(x);
  }
}

class PrivateList extends Module {
  readonly #cells: readonly Module[];
  constructor() {
    super();
    this.#cells = [new Sequential(linear())];
  }
  override forward(x: Tensor): Tensor {
    return this.#cells[0]!.forward(x);
  }
}

class InClosure extends Module {
  override readonly forward: (x: Tensor) => Tensor;
  constructor() {
    super();
    const weight = new Parameter(one());
    this.forward = (x) => x.mul(weight);
  }
}

class Cell {
  readonly weight = new Parameter(one());
}

class InForeignObject extends Module {
  readonly cell = new Cell();
  override forward(x: Tensor): Tensor {
    return x.mul(this.cell.weight);
  }
}

/** Does nothing of its own: engines leave out its constructor. */
class Derived extends PrivateParameter {}

const hiding: readonly (new () => Module)[] = [
  PrivateParameter,
  PrivateBuffer,
  PrivateModule,
  PrivateList,
  InClosure,
  InForeignObject,
];

describe('a parameter that no module can find fails at its first use, with the name of the class:', () => {
  test.each(hiding.map((make) => [make.name, make] as const))('%s', (name, make) => {
    for (const model of [new make(), new Sequential(new make(), linear())]) {
      expect(() => model.forward(one())).toThrow(HiddenParameterError);
      const root = model instanceof Sequential ? model.layers[0]! : model;
      expect(() => root.forward(one())).toThrow(`[${name}] expected parameters, buffers and modules in fields`);
    }
  });

  test('a class that adds nothing to it', () => {
    expect(() => new Derived().forward(one())).toThrow('[Derived]');
  });

  test('a part in a model that was listed, and saved, before', async () => {
    const model = new Sequential(linear(), new PrivateModule());
    expect(Object.keys(await stateDict(model))).toEqual(['layers.0.weight', 'layers.0.bias']);
    expect(() => model.forward(one())).toThrow(
      'received a Parameter [1, 1] of Linear that no module can reach, as in a #private field',
    );
  });

  test('the tenth of ten made at one place', () => {
    const models = Array.from({ length: 10 }, () => new PrivateParameter());
    expect(() => models[9]!.forward(one())).toThrow(HiddenParameterError);
  });
});

describe('no error for', () => {
  test('a parameter of no module, whenever it was made', () => {
    const make = (): readonly [Module, Parameter] => [linear(), new Parameter(one())];
    for (let i = 0; i < 3; i++) {
      const [model, free] = make();
      const other = new Parameter(one());
      model.forward(one()).mul(free).mul(other).sum().backward();
      new SGD([...model.parameters(), free, other], { learningRate: 1 }).step();
      expect(list(free)).not.toEqual([1]);
    }
  });

  test('one that the constructor uses before it is in a field', () => {
    class UsedFirst extends Module {
      readonly weight: Parameter;
      readonly doubled: Buffer;
      constructor() {
        super();
        const weight = new Parameter(one());
        this.doubled = new Buffer(weight.mul(2));
        this.weight = weight;
      }
      override forward(x: Tensor): Tensor {
        return x.mul(this.weight).add(this.doubled);
      }
    }
    expect(list(new UsedFirst().forward(one()))).toEqual([3]);
  });

  test('one that was made, used in the constructor, and replaced', () => {
    class Replaced extends Module {
      weight = new Parameter(one());
      layer: Module = new PrivateParameter();
      constructor() {
        super();
        this.weight = new Parameter(this.weight.mul(2));
        this.layer = linear();
      }
      override forward(x: Tensor): Tensor {
        return this.layer.forward(x.mul(this.weight));
      }
    }
    const model = new Replaced();
    model.forward(one()).sum().backward();
    expect(model.parameters()).toHaveLength(3);
    expect(list(model.weight)).toEqual([2]);
  });

  test('one that is shared, or that lives in another module than the one that made it', () => {
    const store = new Sequential() as Sequential & { gift?: Parameter };
    class Giver extends Module {
      readonly own = new Parameter(one());
      readonly layer: Linear;
      readonly other: Linear;
      constructor(other: Linear) {
        super();
        this.other = other;
        store.gift = new Parameter(one());
        this.layer = Object.assign(linear(), { weight: other.weight });
      }
      override forward(x: Tensor): Tensor {
        return this.layer.forward(this.other.forward(x)).mul(this.own).mul(store.gift!);
      }
    }
    new Giver(linear()).forward(one()).sum().backward();
    expect(list(store.gift?.grad)).toHaveLength(1);
  });

  test('one that its module lists itself', () => {
    class Lists extends PrivateModule {
      readonly #more = linear();
      override namedParameters(): ReturnType<Module['namedParameters']> {
        return [...super.namedParameters(), ...this.#more.namedParameters()];
      }
      override forward(x: Tensor): Tensor {
        return this.#more.forward(x);
      }
    }
    new Lists().forward(one()).sum().backward();
  });

  test('a part that was taken out of a model', () => {
    const take = (): Module => new Sequential(linear(), new Sequential(linear())).layers[1]!;
    take().forward(one()).sum().backward();
  });

  test('anything where the engine does not tell calls apart', () => {
    const { captureStackTrace } = Error;
    try {
      Reflect.deleteProperty(Error, 'captureStackTrace');
      expect(() => new PrivateParameter().forward(one())).not.toThrow();
      expect(list(new Parameter(one()))).toEqual([1]);
    } finally {
      Error.captureStackTrace = captureStackTrace;
    }
    expect(() => new PrivateParameter().forward(one())).toThrow(HiddenParameterError);
  });

  test('the limit of stack traces, which is unchanged', () => {
    const before = Error.stackTraceLimit;
    new PrivateParameter();
    expect(Error.stackTraceLimit).toBe(before);
  });
});

test('a hook that writes stack traces is not called when modules are constructed, and is there afterwards', () => {
  const before = Error.prepareStackTrace;
  let calls = 0;
  const hook = (): string => `called ${++calls} times`;
  Error.prepareStackTrace = hook;
  try {
    const model = new Sequential(new Linear(2, 3, { random }), new Linear(3, 1, { random }));
    expect(model.parameters()).toHaveLength(4);
    expect(calls).toBe(0);
    expect(Error.prepareStackTrace).toBe(hook);
  } finally {
    Error.prepareStackTrace = before;
  }
});
