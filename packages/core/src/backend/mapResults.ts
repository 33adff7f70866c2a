import { reducedShape, type Shape } from '../shape.js';
import type { KernelName, Kernels } from './backend.js';

/** What a kernel is called with. */
export type CallOf<Name extends KernelName> = Parameters<Kernels[Name]>[0];

/** Kernels that return a list of handles. */
type ListName = {
  [Name in KernelName]: ReturnType<Kernels[Name]> extends readonly unknown[] ? Name : never;
}[KernelName];

/** Kernels whose call has no `shape`. */
type ShapelessName = {
  [Name in KernelName]: CallOf<Name> extends { readonly shape: Shape } ? never : Name;
}[KernelName];

const channelOf = ({ shape }: { readonly shape: Shape }): Shape => [shape[1]!];

/** The shape of each result of the kernels that return a list. */
const listShapes: { readonly [Name in ListName]: (call: CallOf<Name>) => readonly Shape[] } = {
  elementwise: ({ program, shape }) => program.outputs.map(() => shape),
  channelStatistics: ({ x }) => [channelOf(x), channelOf(x)],
  channelNormGradient: ({ x }) => [x.shape, channelOf(x), channelOf(x)],
};

/** The shape of the result of other kernels, where the call does not have it. */
const shapes: { readonly [Name in Exclude<ShapelessName, ListName>]: (call: CallOf<Name>) => Shape } = {
  reduce: ({ x, axes }) => reducedShape(x.shape, axes, true),
  argmax: ({ x, axis }) => reducedShape(x.shape, [axis], false),
  flip: ({ x }) => x.shape,
  maxPool2dGradient: ({ x }) => x.shape,
  channelAffine: ({ x }) => x.shape,
};

type Table<Result> = Readonly<Partial<Record<KernelName, (call: object) => Result>>>;

/**
 * Calls `make` with the shape of each result of a kernel call. Returns one value where the kernel returns one handle, a list where it returns a list.
 *
 * @example
 * mapResults('channelStatistics', { x }, sizeOf); // [C, C]
 */
export function mapResults<Name extends KernelName, Result>(
  name: Name,
  call: CallOf<Name>,
  make: (shape: Shape) => Result,
): Result | readonly Result[] {
  const list = (listShapes as unknown as Table<readonly Shape[]>)[name]?.(call);
  if (list) return list.map((shape) => make(shape));
  return make((shapes as unknown as Table<Shape>)[name]?.(call) ?? (call as { readonly shape: Shape }).shape);
}
