import { existsSync } from 'node:fs';

/** Where Linux shows a GPU: any with a kernel driver, NVIDIA's own, and that of Windows around it. */
const deviceFiles = ['/dev/dri', '/dev/nvidia0', '/dev/dxg'];

/** Variables that name a Vulkan driver to take in place of the installed ones. */
const driverVariables = ['VK_DRIVER_FILES', 'VK_ICD_FILENAMES'];

const needed = 'WebGPU in Node needs a GPU with its driver, and npm install webgpu';

/** How files and environment variables are read; for tests. */
export interface NodeGpuOptions {
  readonly exists?: (file: string) => boolean;
  readonly env?: Readonly<Record<string, string | undefined>>;
}

/**
 * Gives Node the `navigator.gpu` that browsers have, by the optional package `webgpu`. It is loaded where there may be a GPU only: its
 * native part is large, and prints warnings of its own where there is none. @returns why there is none, or null
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
