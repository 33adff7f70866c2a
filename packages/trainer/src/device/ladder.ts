import { cpu, ones, scope, SpikegradError, tensor, use, type Backend } from '@spikegrad/core';
import { gpu, NoGpuError } from '@spikegrad/gpu';
import { wasm } from '@spikegrad/wasm';

/** A device that was asked for and does not compute rightly here. */
export class DeviceError extends SpikegradError {}

/** Each way to compute. */
export type RungName = 'webgpu' | 'webgl2' | 'wasm' | 'cpu';

/** @see climb */
export interface LadderOptions {
  /** How many threads compute. @defaultValue as many as the device thinks good */
  readonly threads?: number;
  /** Whether a program on the processor may stand in for a GPU. @defaultValue `false` */
  readonly allowSoftware?: boolean;
  /** Makes WebGPU available where the host does not have it by itself; says why it cannot, or null. @defaultValue the host has what it has */
  readonly provideWebGpu?: () => Promise<string | null>;
}

/** A backend and what a person should know of it. */
interface Made {
  readonly backend: Backend;
  readonly detail: string | null;
}

const makers = {
  webgpu: async ({ provideWebGpu, ...options }: LadderOptions): Promise<Made> => {
    const missing = (await provideWebGpu?.()) ?? null;
    if (missing !== null) throw new NoGpuError([['webgpu', missing]]);
    return onGpu('webgpu', options);
  },
  webgl2: (options: LadderOptions): Promise<Made> => onGpu('webgl2', options),
  wasm: ({ threads: wanted }: LadderOptions): Made => {
    const backend = wasm(wanted === undefined ? {} : { threads: wanted });
    const { threads, singleThreaded } = backend;
    const count = threads === 1 ? '1 thread' : `${threads} threads`;
    return { backend, detail: singleThreaded === null ? count : `${count}: ${singleThreaded}` };
  },
  cpu: (): Made => ({ backend: cpu(), detail: null }),
} as const satisfies Record<RungName, (options: LadderOptions) => Made | Promise<Made>>;

async function onGpu(prefer: 'webgpu' | 'webgl2', { allowSoftware = false }: LadderOptions): Promise<Made> {
  const backend = await gpu({ prefer, fallback: false, allowSoftware });
  return { backend, detail: backend.adapter };
}

/** What became of one device. */
export interface Rung {
  readonly device: RungName;
  /** Why it was refused; `null` for the one that was taken. */
  readonly refusal: string | null;
  /** What a person should know of the one that was taken, such as its threads. */
  readonly detail: string | null;
}

/**
 * Takes the first device that passes its self-test for all tensors to come. @returns every device that was tried, the taken one last
 * @throws DeviceError when none passes
 */
export async function climb(ladder: readonly RungName[], options: LadderOptions = {}): Promise<readonly Rung[]> {
  const tried: Rung[] = [];
  for (const rung of ladder) {
    const outcome = await attempt(() => makers[rung](options));
    tried.push({ device: rung, ...outcome });
    if (outcome.refusal === null) return tried;
  }
  const reasons = tried.map((rung) => `${rung.device}: ${rung.refusal}`).join('; ');
  throw new DeviceError('device', `one of ${ladder.join(', ')} to pass its self-test`, reasons);
}

/** Makes a backend, tests it and takes it. */
async function attempt(make: () => Made | Promise<Made>): Promise<Pick<Rung, 'refusal' | 'detail'>> {
  try {
    const { backend, detail } = await make();
    const refusal = await selfTest(backend);
    if (refusal === null) await use(backend);
    return { refusal, detail };
  } catch (error) {
    if (error instanceof NoGpuError) return { refusal: error.refusals.join('; '), detail: null };
    return { refusal: error instanceof Error ? error.message : String(error), detail: null };
  }
}

/** Rows of the larger self-test. */
const side = 150;

/** A product, a formula and a gradient, worked by hand, and a product large enough for every thread to take part. */
async function selfTest(backend: Backend): Promise<string | null> {
  const gradient = scope(() => {
    const x = tensor([[1, 2, 3]], { backend, requiresGrad: true });
    x.matmul(x.transpose()).sqrt().sum().backward();
    return x.grad!;
  });
  const received = Array.from(await gradient.data());
  gradient.dispose();
  const norm = Math.sqrt(14);
  const right = received.every((value, i) => Math.abs(value - (i + 1) / norm) < 1e-6);
  if (!right) return `its self-test gave ${received.join(', ')} for (1, 2, 3) / √14`;
  const large = scope(() => ones([side, side], { backend }).matmul(ones([side, side], { backend })));
  const wrong = (await large.data()).findIndex((value) => value !== side);
  large.dispose();
  return wrong < 0 ? null : `its self-test went wrong at entry ${wrong} of ${side} × ${side} ones squared`;
}
