import { ValueError } from '@spikegrad/core';
import fc from 'fast-check';
import { callOf, codeOf, expression, isPlain } from './code.js';

/** A function that makes a new value at each call. Its text, which fast-check prints in a counterexample, is code that does the same. */
export interface Factory<T> {
  (): T;
  /** Such as `() => new LIF({ tau: 4 })`. */
  toString(): string;
}

/** An argument: a value, what makes one, or options whose fields are such. */
export type Argument<T> = T | Factory<T> | { readonly [K in keyof T]: T[K] | Factory<NonNullable<T[K]>> };

/** Arguments of a constructor or function, each as itself or as a factory. */
export type Arguments<A extends readonly unknown[]> = { readonly [K in keyof A]: Argument<A[K]> };

/**
 * A factory of instances. Factories among the arguments, and in the fields of options, are called anew for each instance.
 *
 * @example
 * const neuron = construct(LIF, { tau: 4, threshold: construct(OTS) });
 * neuron(); // an LIF with an OTS of its own
 * String(neuron); // () => new LIF({ tau: 4, threshold: new OTS() })
 */
export function construct<A extends readonly unknown[], T>(
  type: new (...args: A) => T,
  ...args: Arguments<NoInfer<A>>
): Factory<T> {
  return factory(`new ${nameOf('construct', type)}`, args, (made) => new type(...(made as unknown as A)));
}

/**
 * A factory of what a function returns, such as a learning rule. Factories among the arguments, and in the fields of options, are
 * called anew each time.
 *
 * @example
 * String(call(ottt, { update: 'online' })); // () => ottt({ update: 'online' })
 */
export function call<A extends readonly unknown[], T>(
  make: (...args: A) => T,
  ...args: Arguments<NoInfer<A>>
): Factory<T> {
  return factory(nameOf('call', make), args, (made) => make(...(made as unknown as A)));
}

/** A factory that makes its value at the first call and gives the same one later, for what is shared, such as a surrogate. */
export function once<T>(of: Factory<T>): Factory<T> {
  let value: { readonly made: T } | null = null;
  return withCode(codeOf(of), () => (value ??= { made: of() }).made);
}

/** The name by which a counterexample calls a class or function. @throws ValueError where there is none */
function nameOf(who: string, named: { readonly name: string }): string {
  if (named.name === '') throw new ValueError(who, 'a class or function with a name', 'one without');
  return named.name;
}

const factory = <T>(head: string, args: readonly unknown[], make: (made: readonly unknown[]) => T): Factory<T> =>
  withCode(callOf(head, args), () => make(args.map(made)));

function withCode<T>(code: string, make: () => T): Factory<T> {
  const toString = (): string => `() => ${code}`;
  return Object.assign(make, { [expression]: code, toString, [fc.toStringMethod]: toString });
}

const isFactory = (value: unknown): value is Factory<unknown> => typeof value === 'function' && expression in value;

/** An argument with every factory in it called. */
function made(argument: unknown): unknown {
  if (isFactory(argument)) return argument();
  if (!isPlain(argument)) return argument;
  return Object.fromEntries(Object.entries(argument).map(([name, field]) => [name, made(field)]));
}
