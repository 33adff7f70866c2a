import { cpu, scope, SpikegradError, tensor, use, type Backend } from '@spikegrad/core';
import { wasm } from '@spikegrad/wasm';

/** Where a run computes; `auto` takes the first that passes its self-test. */
export type Device = 'auto' | 'cpu' | 'wasm';

export const devices = ['auto', 'wasm', 'cpu'] as const satisfies readonly Device[];

/** A device that was asked for and does not compute rightly here. */
export class DeviceError extends SpikegradError {}

/** @see takeDevice */
export interface DeviceOptions {
  /** How many threads compute. @defaultValue as many as the device thinks good */
  readonly threads?: number;
}

const makers = { wasm: (_options: DeviceOptions) => wasm(), cpu: () => cpu() } as const;

/** What became of one device. */
export interface Rung {
  readonly device: keyof typeof makers;
  /** Why it was refused; `null` for the one that was taken. */
  readonly refusal: string | null;
}

/**
 * Takes a device for all tensors to come. @returns every device that was tried, the taken one last
 * @throws DeviceError when none passes
 */
export async function takeDevice(device: Device, options: DeviceOptions = {}): Promise<readonly Rung[]> {
  const ladder: readonly Rung['device'][] = device === 'auto' ? ['wasm', 'cpu'] : [device];
  const tried: Rung[] = [];
  for (const rung of ladder) {
    const refusal = await attempt(() => makers[rung](options));
    tried.push({ device: rung, refusal });
    if (refusal === null) return tried;
  }
  const reasons = tried.map((rung) => `${rung.device}: ${rung.refusal}`).join('; ');
  throw new DeviceError('device', `one of ${ladder.join(', ')} to pass its self-test`, reasons);
}

/** Makes a backend, tests it and takes it. @returns why not, or null */
async function attempt(make: () => Backend): Promise<string | null> {
  try {
    const backend = make();
    const wrong = selfTest(backend);
    if (wrong === null) await use(backend);
    return wrong;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** A product, a formula and a gradient, worked by hand. */
function selfTest(backend: Backend): string | null {
  const gradient = scope(() => {
    const x = tensor([[1, 2, 3]], { backend, requiresGrad: true });
    x.matmul(x.transpose()).sqrt().sum().backward();
    return x.grad!;
  });
  const received = Array.from(gradient.dataSync());
  gradient.dispose();
  const norm = Math.sqrt(14);
  const right = received.every((value, i) => Math.abs(value - (i + 1) / norm) < 1e-6);
  return right ? null : `its self-test gave ${received.join(', ')} for (1, 2, 3) / √14`;
}
