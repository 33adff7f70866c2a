export { createBackend } from './backend.js';
export type { MachineOptions } from './machine/machine.js';
export type { BindKernels } from './kernels/bindKernels.js';
export { KernelSetError, type KernelSet } from './kernels/kernelSet.js';
export {
  families,
  kernelNames,
  optionalKernels,
  requiredKernels,
  type FamilyName,
  type Kernel,
  type KernelName,
  type KernelTable,
  type OptionalKernel,
  type RequiredKernel,
} from './kernels/names.js';
export type { Crossovers, GatherLimit, KernelSizes, PanelSizes } from './kernels/sizes.js';
export { wasmCrossovers, wasmSizes } from './kernels/wasmSizes.js';
