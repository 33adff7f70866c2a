import { backendOver, type GpuBackend } from '../src/backend.js';
import { Device } from '../src/device/device.js';
import { GpuJsEngine, type Mode } from '../src/device/gpujs.js';

/** Modes of gpu.js that need nothing installed: the same kernels, on the processor. */
export const hostModes = ['cpu', 'webasm'] as const satisfies readonly Mode[];

/** A device in a mode of gpu.js. @param most as many elements as it takes */
export const deviceOn = (mode: Mode, most?: number): Device => new Device(new GpuJsEngine(mode), most);

export const onMode = (mode: Mode, most?: number): GpuBackend =>
  backendOver(deviceOn(mode, most), { adapter: `gpu.js ${mode}`, isSoftware: true });
