import { TestEnvironment } from 'jest-environment-node';
import { create } from 'webgpu';

/** The devices of the process: Dawn ends it with a fault when one is collected while work is under way. */
const kept = [];

/** Node with WebGPU. Dawn is native and must be loaded outside of the tests' own world. */
export default class WebGpuEnvironment extends TestEnvironment {
  async setup() {
    await super.setup();
    const gpu = create([]);
    kept.push(gpu);
    Object.defineProperty(this.global, 'navigator', { value: { gpu }, configurable: true });
  }
}
