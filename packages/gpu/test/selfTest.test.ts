import { describe, expect, test } from '@jest/globals';
import { Device } from '../src/device/device.js';
import { GpuJsEngine, type Built, type Value } from '../src/device/gpujs.js';
import { selfTest } from '../src/selfTest.js';
import { deviceOn, hostModes } from './backends.js';

type Fault = (result: Float32Array, args: readonly unknown[]) => Float32Array;

/** Faults that gpu.js has shown, each without a word. */
const faults: Readonly<Record<string, (last: { result: Float32Array | null }) => Fault>> = {
  'zeros for results': () => (result) => result.fill(0),
  'results of the size before': (last) => (result) => last.result ?? result,
  'its own results as they were a turn before': (last) => (result, args) =>
    last.result !== null && args[0] === last.result ? last.result : result,
  'loops cut at a thousand': () => (result) => (result.length > 1000 ? result.map((value) => value - 1) : result),
};

class Faulty extends GpuJsEngine {
  fault: Fault = (result) => result;
  readonly last: { result: Float32Array | null } = { result: null };

  override launch(built: Built, size: number, args: readonly unknown[]): Value | Promise<Value> {
    const right = (super.launch(built, size, args) as Float32Array).slice();
    const result = this.fault(right, args);
    this.last.result = result;
    return result;
  }
}

describe('the self-test', () => {
  test.each(hostModes)('passes in mode %s', async (mode) => {
    const device = deviceOn(mode);
    expect(await selfTest(device)).toBeNull();
    expect(device.report().tensors).toBe(0);
  });

  test.each(Object.entries(faults))('fails for %s', async (_, fault) => {
    const engine = new Faulty('cpu');
    engine.fault = fault(engine.last);
    expect(await selfTest(new Device(engine))).toMatch(/self-test went wrong/);
  });

  test('fails for another mode than was asked for', async () => {
    const engine = new GpuJsEngine('cpu');
    Object.defineProperty(engine, 'ranIn', { value: () => 'webasm' });
    expect(await selfTest(new Device(engine))).toBe('gpu.js computed in mode webasm instead');
  });
});
