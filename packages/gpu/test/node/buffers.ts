interface Buffer {
  destroy(): void;
}
interface GpuDevice {
  createBuffer(descriptor: object): Buffer;
  destroy(): void;
}
interface Adapter {
  requestDevice(descriptor?: object): Promise<GpuDevice>;
}
interface Gpu {
  requestAdapter(): Promise<Adapter | null>;
}

/** Counts the buffers that live on every device made from now on, and keeps the devices. */
export function watchBuffers(): { readonly live: () => number; readonly devices: readonly GpuDevice[] } {
  const { gpu } = (globalThis as unknown as { navigator: { gpu: Gpu } }).navigator;
  const request = gpu.requestAdapter.bind(gpu);
  const devices: GpuDevice[] = [];
  let live = 0;
  gpu.requestAdapter = async () => {
    const adapter = await request();
    if (!adapter) return null;
    const requestDevice = adapter.requestDevice.bind(adapter);
    adapter.requestDevice = async (descriptor) => {
      const device = await requestDevice(descriptor);
      const create = device.createBuffer.bind(device);
      device.createBuffer = (wanted) => {
        const buffer = create(wanted);
        const destroy = buffer.destroy.bind(buffer);
        live++;
        buffer.destroy = () => {
          live--;
          destroy();
        };
        return buffer;
      };
      devices.push(device);
      return device;
    };
    return adapter;
  };
  return { live: () => live, devices };
}
