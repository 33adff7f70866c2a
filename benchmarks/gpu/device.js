import { gpu } from '@spikegrad/gpu';
import { wasm } from '@spikegrad/wasm';
import { provideWebGpu } from '@spikegrad/runs';
import { backendOver } from '../../packages/gpu/dist/backend.js';
import { Device } from '../../packages/gpu/dist/device/device.js';
import { GpuJsEngine } from '../../packages/gpu/dist/device/gpujs.js';

/** The device behind the backend, which programs do not see. */
let device = null;
const remember = (found) => (device = found);
let counts = null;
/** The kernel of the contract that launches are made for. */
let kernel = null;

const { launch } = Device.prototype;
Device.prototype.launch = function (source, size, arrays, ...rest) {
  remember(this);
  if (counts) {
    counts.launches[kernel] = (counts.launches[kernel] ?? 0) + 1;
    counts.bytes += 4 * arrays.reduce((sum, array) => sum + array.size, size);
  }
  return launch.call(this, source, size, arrays, ...rest);
};

/** The backend of a name: `wasm`, `webgpu`, or a mode of gpu.js on the processor. */
export async function backendOf(name, threads) {
  if (name === 'wasm') return wasm({ threads });
  if (name === 'webgpu') await provideWebGpu();
  const backend =
    name === 'webgpu'
      ? await gpu({ fallback: false, allowSoftware: true })
      : backendOver(new Device(new GpuJsEngine(name)), { adapter: `gpu.js ${name}`, isSoftware: true });
  for (const [called, run] of Object.entries(backend.kernels)) {
    backend.kernels[called] = (call) => {
      kernel = called;
      if (counts) counts.calls[called] = (counts.calls[called] ?? 0) + 1;
      return run(call);
    };
  }
  return backend;
}

/** Waits until the device has done all it was given. */
export async function finish() {
  await device?.queue.ask('finish', () => device.engine.finish());
}

/** Launches by kernel, calls of kernels, and the bytes that go in and out of launches, while `body` runs; null on wasm, which launches nothing. */
export async function counting(body) {
  counts = { launches: {}, calls: {}, bytes: 0 };
  await body();
  const counted = counts;
  counts = null;
  return device && counted;
}
