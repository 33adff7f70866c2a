export { gpu, type GpuOptions, type GpuApi } from './gpu.js';
export type { GpuBackend } from './backend.js';
export { OutOfMemoryError } from '@spikegrad/core';
export { DeviceLostError, LaunchError, NoGpuError } from './device/errors.js';
