import { cpu, type Backend, type KernelName } from '@spikegrad/core';
import { mapKernels } from '../src/backend/mapKernels.js';

/** The reference backend, and the kernels that were called on it. */
export function watched(): { readonly backend: Backend; readonly launches: KernelName[] } {
  const plain = cpu();
  const launches: KernelName[] = [];
  const kernels = mapKernels(plain.kernels, (kernel, name) => (call) => {
    launches.push(name);
    return (kernel as (call: never) => unknown)(call);
  });
  return { backend: { ...plain, kernels }, launches };
}
