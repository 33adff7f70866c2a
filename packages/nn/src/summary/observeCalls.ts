import type { Tensor } from '@spikegrad/core';
import type { Named, Module } from '../module/module.js';

/** Callbacks for the calls of a model's modules. */
export interface CallListener {
  /** Before a module runs. */
  readonly enter?: (called: Named<Module>, x: Tensor) => void;
  /** After it has. */
  readonly leave: (called: Named<Module>, x: Tensor, y: Tensor) => void;
}

/** Runs `body` with a callback around the forward of every module of a model. Afterwards the model is unchanged. */
export function observeCalls<R>(model: Module, { enter, leave }: CallListener, body: () => R): R {
  const modules = model.namedModules();
  const own = modules.map(({ value }) => Object.getOwnPropertyDescriptor(value, 'forward'));
  for (const called of modules) {
    const forward = called.value.forward.bind(called.value);
    Object.defineProperty(called.value, 'forward', {
      configurable: true,
      value: (x: Tensor) => {
        enter?.(called, x);
        const y = forward(x);
        leave(called, x, y);
        return y;
      },
    });
  }
  try {
    return body();
  } finally {
    modules.forEach(({ value }, i) => {
      Reflect.deleteProperty(value, 'forward');
      if (own[i]) Object.defineProperty(value, 'forward', own[i]);
    });
  }
}
