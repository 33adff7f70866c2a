export { gpu, type GpuOptions, type GpuApi } from './gpu.js';
export type { GpuBackend } from './backend.js';
export { DeviceLostError, LaunchError, NoGpuError, OutOfMemoryError } from './device/errors.js';
