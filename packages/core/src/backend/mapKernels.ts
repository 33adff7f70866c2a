import type { KernelName, Kernels } from './backend.js';

/** Every kernel of the contract, each made from the kernel of `plain` with its name. */
export const mapKernels = <Plain extends Readonly<Record<KernelName, unknown>>>(
  plain: Plain,
  make: (kernel: Plain[KernelName], name: KernelName) => (call: never) => unknown,
): Kernels =>
  Object.fromEntries(
    (Object.entries(plain) as [KernelName, Plain[KernelName]][]).map(([name, kernel]) => [name, make(kernel, name)]),
  ) as unknown as Kernels;
