interface Buffer {
  destroy(): void;
}
interface GpuDevice {
  createBuffer(descriptor: object): Buffer;
  destroy(): void;
  readonly lost: Promise<unknown>;
}
interface Adapter {
  requestDevice(descriptor?: object): Promise<GpuDevice>;
}
interface Gpu {
  requestAdapter(): Promise<Adapter | null>;
}

/**
 * Keeps the devices made from now on, and counts the buffers that live on the newest of them. Others do not count: what earlier tests left on
 * theirs goes whenever it is collected.
 */
export function watchBuffers(): { readonly live: () => number; readonly devices: readonly GpuDevice[] } {
  const { gpu } = (globalThis as unknown as { navigator: { gpu: Gpu } }).navigator;
  const request = gpu.requestAdapter.bind(gpu);
  const devices: GpuDevice[] = [];
  const living = new Map<GpuDevice, number>();
  const count = (device: GpuDevice, more: number): void => void living.set(device, living.get(device)! + more);
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
        count(device, 1);
        buffer.destroy = () => {
          count(device, -1);
          destroy();
        };
        return buffer;
      };
      living.set(device, 0);
      devices.push(device);
      return device;
    };
    return adapter;
  };
  return { live: () => living.get(devices.at(-1)!) ?? 0, devices };
}
