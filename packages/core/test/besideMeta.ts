import { expect } from '@jest/globals';
import { cpu, mapKernels, mapResults, meta, sizeOf, type Backend, type Data, type KernelName } from '@spikegrad/core';

/**
 * The reference, in which every call also runs on meta. Both must make the same number of tensors and bytes, of the
 * sizes that `mapResults` gives.
 *
 * @param called gets the name of every kernel that is called
 */
export function besideMeta(called: Set<KernelName>): Backend {
  const reference = cpu();
  const kernels = mapKernels(reference.kernels, (kernel, name) => (call) => {
    called.add(name);
    const run = kernel as (call: unknown) => Data | readonly Data[];
    const shapesOnly = meta();
    const before = reference.memory();
    const results = run(call);
    (shapesOnly.kernels[name] as typeof run)(call);
    const after = reference.memory();
    const { tensors, bytes } = shapesOnly.memory();
    expect([name, tensors, bytes]).toEqual([name, after.tensors - before.tensors, after.bytes - before.bytes]);
    const sizes = Array.isArray(results) ? results.map(({ length }) => length) : (results as Data).length;
    expect([name, mapResults(name, call, sizeOf)]).toEqual([name, sizes]);
    return results;
  });
  return { ...reference, kernels };
}
