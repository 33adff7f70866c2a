import { cpu, sizeOf, type Data, type Kernels, type Shape } from '@spikegrad/core';
import { slotOf, type Device, type Slot } from '../device/device.js';
import { operandsOf, withOperands } from './split.js';

type Call<Name extends keyof Kernels> = Parameters<Kernels[Name]>[0];

/** What each kernel's results are as large as, where the call does not say it. */
const shapesOf: { readonly [Name in keyof Kernels]?: (call: Call<Name>) => readonly Shape[] } = {
  elementwise: ({ program, shape }) => program.outputs.map(() => shape),
  reduce: ({ x, axes }) => [x.shape.map((length, axis) => (axes.includes(axis) ? 1 : length))],
  argmax: ({ x, axis }) => [x.shape.toSpliced(axis, 1)],
  flip: ({ x }) => [x.shape],
  maxPool2dGradient: ({ x }) => [x.shape],
  channelStatistics: ({ x }) => [[x.shape[1]!], [x.shape[1]!]],
  channelAffine: ({ x }) => [x.shape],
  channelNormGradient: ({ x }) => [x.shape, [x.shape[1]!], [x.shape[1]!]],
};

const returnsSeveral = new Set<keyof Kernels>(['elementwise', 'channelStatistics', 'channelNormGradient']);

/** Computes a call on the host when its turn in the queue comes, in double precision: what can neither be launched nor split. */
export function runOnHost<Name extends keyof Kernels>(
  device: Device,
  name: Name,
  call: Call<Name>,
): Slot | readonly Slot[] {
  const shapes = (shapesOf[name] as ((call: Call<Name>) => readonly Shape[]) | undefined)?.(call);
  const promised = (shapes ?? [(call as { shape: Shape }).shape]).map((shape) => device.promise(sizeOf(shape)));
  const operands = operandsOf(call).map(slotOf);
  device.queue.push(device.operation, async () => {
    const values = new Map<Slot, Data>();
    for (const slot of operands) values.set(slot, await device.readNow(slot));
    const own = withOperands(call, (operand) => ({ ...operand, handle: values.get(slotOf(operand)) }));
    const result = (cpu().kernels[name] as (call: Call<Name>) => unknown)(own);
    const results = (Array.isArray(result) ? result : [result]) as readonly Float32Array[];
    for (const [i, { fill }] of promised.entries()) await fill(results[i]!);
  });
  const slots = promised.map(({ slot }) => slot);
  return returnsSeveral.has(name) ? slots : slots[0]!;
}
