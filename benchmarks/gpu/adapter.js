/** Prints WebGPU's adapter in this environment and its limits, or the reason why there is none. */
import { gpu } from '@spikegrad/gpu';
import { provideWebGpu } from '@spikegrad/runs';
import { answer } from '../machine/child.js';

const shown = [
  ...['maxBufferSize', 'maxStorageBufferBindingSize', 'maxStorageBuffersPerShaderStage'],
  ...['maxComputeInvocationsPerWorkgroup', 'maxComputeWorkgroupsPerDimension'],
];

try {
  const missing = await provideWebGpu();
  if (missing !== null) throw new Error(missing);
  const { adapter, isSoftware } = await gpu({ fallback: false, allowSoftware: true });
  const { limits } = await globalThis.navigator.gpu.requestAdapter();
  answer({ adapter, isSoftware, limits: Object.fromEntries(shown.map((name) => [name, Number(limits[name])])) });
} catch (error) {
  answer({ absent: error.message.trim().replaceAll(/\s+/g, ' ') });
}
// Dawn's threads keep the process alive, so it exits after its output is written.
process.stdout.write('', () => process.exit());
