import { functions, type FunctionName } from './functions.js';

/**
 * A kernel as text: what one thread computes for element `this.thread.x` of a flat result. Arrays are tensors (at most seven), sizes
 * whole numbers, numbers float32; nothing is built in, so one kernel serves every shape.
 */
export interface Source {
  readonly arrays: readonly string[];
  readonly sizes: readonly string[];
  /** @defaultValue none */
  readonly numbers?: readonly string[];
  readonly body: string;
}

/** The most arrays of a kernel on every API. */
export const maxArrays = 7;

/** The largest tensor of a kernel: indices are float32 numbers, which are exact only below. */
export const maxElements = 2 ** 24;

/** The kernel as gpu.js reads it. */
export const textOf = ({ arrays, sizes, numbers = [], body }: Source): string =>
  `function (${[...arrays, ...sizes, ...numbers].join(', ')}) {\n${body}\n}`;

/** Functions that a body calls, those they call included. */
export function calledBy(body: string): readonly FunctionName[] {
  const found = new Set<FunctionName>();
  const visit = (text: string): void => {
    for (const name of Object.keys(functions) as FunctionName[]) {
      if (found.has(name) || !text.includes(`${name}(`)) continue;
      found.add(name);
      visit(functions[name].body);
    }
  };
  visit(body);
  return [...found];
}
