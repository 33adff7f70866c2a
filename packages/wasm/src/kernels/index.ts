export { createBackend } from '../backend.js';
export type { MachineOptions } from '../machine.js';
export type { BindKernels } from './bindKernels.js';
export { KernelSetError, type KernelSet } from './kernelSet.js';
export { families, kernelNames, type FamilyName, type Kernel, type KernelName, type KernelTable } from './names.js';
export type { Crossovers, GatherLimit, KernelSizes } from './sizes.js';
export { wasmCrossovers, wasmSizes } from './wasmSizes.js';
