import { checkNoOthers, ValueError } from '@spikegrad/core';
import { backendOver, type GpuBackend, type Named } from './backend.js';
import { Device } from './device/device.js';
import { NoGpuError } from './device/errors.js';
import type { GpuJsEngine } from './device/gpujs.js';
import { selfTest } from './selfTest.js';

/** An API for a GPU. */
export type GpuApi = 'webgpu' | 'webgl2';

/** Options of the choice of a GPU. */
export interface GpuOptions {
  /** The API that is tried first. @defaultValue `'webgpu'` */
  readonly prefer?: GpuApi;
  /** Whether the other API is tried if the preferred one fails. @defaultValue `true` */
  readonly fallback?: boolean;
  /** Whether a software renderer is accepted; it is slower than `@spikegrad/wasm`. @defaultValue `false` */
  readonly allowSoftware?: boolean;
}

const apis: readonly GpuApi[] = ['webgpu', 'webgl2'];

/**
 * A backend on a GPU, float32: the first API that passes its test. Read values with `await x.data()`.
 *
 * @example
 * await use(gpu());
 *
 * @throws NoGpuError with the reason for each API and what helps
 */
export async function gpu({
  prefer = 'webgpu',
  fallback = true,
  allowSoftware = false,
  ...unknown
}: GpuOptions = {}): Promise<GpuBackend> {
  checkNoOthers('gpu', unknown);
  if (!apis.includes(prefer)) throw new ValueError('gpu', `prefer to be one of ${apis.join(', ')}`, String(prefer));
  const others = fallback ? apis.filter((api) => api !== prefer) : [];
  const refusals: [GpuApi, string][] = [];
  for (const api of [prefer, ...others]) {
    const outcome = await attempt(api, allowSoftware);
    if (typeof outcome !== 'string') return outcome;
    refusals.push([api, outcome]);
  }
  throw new NoGpuError(refusals);
}

/** A backend, or the reason why there is none. */
async function attempt(api: GpuApi, allowSoftware: boolean): Promise<GpuBackend | string> {
  let engine: GpuJsEngine | null = null;
  const refuse = async (reason: string): Promise<string> => {
    await engine?.destroy().catch(() => undefined);
    return reason;
  };
  try {
    const known = api === 'webgpu' ? await webGpuAdapter() : webGl2Missing();
    if (typeof known === 'string') return known;
    if (known?.isSoftware && !allowSoftware) return softwareRefused(known.adapter);
    engine = new (await import('./device/gpujs.js')).GpuJsEngine(api); // loaded late, since it takes long
    const device = new Device(engine);
    const failed = await selfTest(device);
    if (failed !== null) return await refuse(failed);
    device.resetPeak();
    const named = known ?? namedBy(engine.renderer());
    if (named.isSoftware && !allowSoftware) return await refuse(softwareRefused(named.adapter));
    return backendOver(device, named);
  } catch (error) {
    return refuse(error instanceof Error ? error.message : String(error));
  }
}

const softwareRefused = (adapter: string): string =>
  `${adapter} is a program on the processor, and @spikegrad/wasm is faster; allowSoftware: true takes it all the same`;

interface AdapterInfo extends Partial<Record<'vendor' | 'architecture' | 'device' | 'description', string>> {
  readonly isFallbackAdapter?: boolean;
}
interface Host {
  readonly navigator?: {
    readonly gpu?: { requestAdapter(): Promise<{ readonly info?: AdapterInfo } | null> };
  };
  readonly process?: { readonly versions?: { readonly node?: string } };
  readonly OffscreenCanvas?: unknown;
  readonly document?: unknown;
}
const host = globalThis as unknown as Host;
const isNode = (): boolean => host.process?.versions?.node !== undefined;

/** Names of software renderers. */
const software = /swiftshader|llvmpipe|lavapipe|softpipe|software|basic render|\bwarp\b/i;
const namedBy = (adapter: string): Named => ({ adapter: adapter || 'unnamed', isSoftware: software.test(adapter) });

async function webGpuAdapter(): Promise<Named | string> {
  const { gpu: entry } = host.navigator ?? {};
  if (!entry) {
    return isNode()
      ? 'navigator.gpu is missing; run npm install webgpu, and set navigator.gpu to its create([])'
      : 'this browser has no WebGPU; Chrome 113, Edge 113, Safari 26 and Firefox 141 have it';
  }
  const adapter = await entry.requestAdapter();
  if (!adapter) return 'no adapter was found; install the driver of the GPU (on Linux with Vulkan)';
  const { vendor, architecture, device, description, isFallbackAdapter = false } = adapter.info ?? {};
  const named = namedBy([vendor, architecture, device, description].filter(Boolean).join(' '));
  return { ...named, isSoftware: named.isSoftware || isFallbackAdapter };
}

function webGl2Missing(): string | null {
  if (host.document === undefined && host.OffscreenCanvas === undefined)
    return isNode() ? 'WebGL2 needs a browser' : 'there is no canvas';
  return null;
}
