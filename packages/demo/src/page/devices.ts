import type { DeviceAttempt, DeviceName } from '@spikegrad/trainer';
import { element, made } from './element.js';

const names: Readonly<Partial<Record<DeviceName, string>>> = {
  webgpu: 'WebGPU',
  webgl2: 'WebGL2',
  wasm: 'WebAssembly',
};

/** Shows why devices were rejected. @returns the chosen one, as a sentence */
export function showDevice(tried: readonly DeviceAttempt[]): string {
  const refused = tried.filter(({ refusal }) => refusal !== null);
  const lines = refused.map(({ device: name, refusal }) =>
    made('li', made('strong', names[name] ?? name), `: ${refusal}`),
  );
  element('refusals', HTMLElement).replaceChildren(...lines);
  element('refused', HTMLElement).hidden = refused.length === 0;
  const { device: name, detail } = tried.at(-1)!;
  return `Computing on ${names[name] ?? name}${detail === null ? '' : ` (${detail})`}.`;
}
