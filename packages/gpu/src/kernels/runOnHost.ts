import { cpu, mapResults, sizeOf, type Data, type KernelName, type Kernels } from '@spikegrad/core';
import { slotOf, type Device, type Slot } from '../device/device.js';
import { operandsOf, withOperands } from './split.js';

type Call<Name extends KernelName> = Parameters<Kernels[Name]>[0];

/**
 * Computes a call on the host when its turn in the queue comes, in double precision: what has no shader, and what can neither be launched nor split.
 */
export function runOnHost<Name extends KernelName>(
  device: Device,
  name: Name,
  call: Call<Name>,
): Slot | readonly Slot[] {
  const promises: ReturnType<Device['promise']>[] = [];
  const operands = operandsOf(call).map(slotOf);
  const slots = mapResults(name, call, (shape) => {
    const promise = device.promise(sizeOf(shape));
    promises.push(promise);
    return promise.slot;
  });
  device.queue.push(device.operation, async () => {
    const values = new Map<Slot, Data>();
    for (const slot of operands) values.set(slot, await device.readNow(slot));
    const own = withOperands(call, (operand) => ({ ...operand, handle: values.get(slotOf(operand)) }));
    const result = (cpu().kernels[name] as (call: Call<Name>) => unknown)(own);
    const results = (Array.isArray(result) ? result : [result]) as readonly Float32Array[];
    for (const [i, { fill }] of promises.entries()) await fill(results[i]!);
  });
  return slots;
}
