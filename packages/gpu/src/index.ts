export { gpu, type GpuOptions } from './gpu.js';
export type { GpuBackend } from './backend.js';
export { DeviceLostError, LaunchError, NoGpuError, OutOfMemoryError } from './errors.js';
