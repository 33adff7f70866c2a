import { checkNoOthers, ValueError } from '@spikegrad/core';
import { backendOver, type GpuBackend, type Named } from './backend.js';
import { Device } from './device/device.js';
import { NoGpuError } from './device/errors.js';
import type { GpuJsEngine } from './device/gpujs.js';
import { selfTest } from './selfTest.js';

/** A way to reach a GPU. */
export type GpuApi = 'webgpu' | 'webgl2';

/** Which GPU is taken. */
export interface GpuOptions {
  /** The rung that is tried first. @defaultValue `'webgpu'` */
  readonly prefer?: GpuApi;
  /** Whether the other rung may be taken where the preferred one is refused. @defaultValue `true` */
  readonly fallback?: boolean;
  /** Whether a program on the processor that stands in for a GPU will do; it is slower than `@spikegrad/wasm`. @defaultValue `false` */
  readonly allowSoftware?: boolean;
}

const rungs: readonly GpuApi[] = ['webgpu', 'webgl2'];

/**
 * The whole contract on a GPU, float32: the first rung that computes rightly. Reading is `await x.data()`.
 *
 * @example
 * await use(gpu());
 *
 * @throws NoGpuError, which says for each rung why it was refused and what helps
 */
export async function gpu({
  prefer = 'webgpu',
  fallback = true,
  allowSoftware = false,
  ...unknown
}: GpuOptions = {}): Promise<GpuBackend> {
  checkNoOthers('gpu', unknown);
  if (!rungs.includes(prefer)) throw new ValueError('gpu', `prefer to be one of ${rungs.join(', ')}`, String(prefer));
  const others = fallback ? rungs.filter((rung) => rung !== prefer) : [];
  const refusals: [GpuApi, string][] = [];
  for (const rung of [prefer, ...others]) {
    const outcome = await attempt(rung, allowSoftware);
    if (typeof outcome !== 'string') return outcome;
    refusals.push([rung, outcome]);
  }
  throw new NoGpuError(refusals);
}

/** A backend that passed, or why there is none. */
async function attempt(rung: GpuApi, allowSoftware: boolean): Promise<GpuBackend | string> {
  let engine: GpuJsEngine | null = null;
  const refuse = async (reason: string): Promise<string> => {
    await engine?.destroy().catch(() => undefined);
    return reason;
  };
  try {
    const known = rung === 'webgpu' ? await webGpuAdapter() : webGl2Missing();
    if (typeof known === 'string') return known;
    if (known?.isSoftware && !allowSoftware) return softwareRefused(known.adapter);
    engine = new (await import('./device/gpujs.js')).GpuJsEngine(rung); // loaded late, since it takes long
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

/** Renderers that compute on the processor, by what they call themselves. */
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
