import { existsSync } from 'node:fs';

/** Device files of GPUs under Linux: with a kernel driver, with NVIDIA's driver, and under WSL. */
const deviceFiles = ['/dev/dri', '/dev/nvidia0', '/dev/dxg'];

/** Environment variables that replace the installed Vulkan drivers. */
const driverVariables = ['VK_DRIVER_FILES', 'VK_ICD_FILENAMES'];

const needed = 'WebGPU in Node needs a GPU with its driver and the package webgpu (npm install webgpu)';

/** How files and environment variables are read; for tests. */
export interface NodeGpuOptions {
  readonly exists?: (file: string) => boolean;
  readonly env?: Readonly<Record<string, string | undefined>>;
}

/**
 * Gives Node the `navigator.gpu` that browsers have, by the optional package `webgpu`. It is loaded only if there may
 * be a GPU, because its native part is large and prints warnings without one. @returns why WebGPU is not available,
 * or null
 */
export async function provideWebGpu({ exists = existsSync, env = process.env }: NodeGpuOptions = {}): Promise<
  string | null
> {
  const host = globalThis as { navigator?: { readonly gpu?: unknown } };
  if (host.navigator?.gpu) return null;
  const isNamed = driverVariables.some((name) => env[name]);
  if (process.platform === 'linux' && !isNamed && !deviceFiles.some(exists)) return `no GPU was found: ${needed}`;
  let entry: unknown;
  try {
    const { create } = (await import('webgpu')) as unknown as { create(options: readonly string[]): unknown };
    entry = create([]);
  } catch (error) {
    const said = error instanceof Error ? error.message.split('\n')[0]! : String(error);
    return /Cannot find (package|module)/.test(said) ? `the package webgpu is missing: ${needed}` : said;
  }
  const [target, name, value] = host.navigator
    ? [host.navigator, 'gpu', entry]
    : [globalThis, 'navigator', { gpu: entry }];
  Object.defineProperty(target, name, { value, configurable: true });
  return null;
}
