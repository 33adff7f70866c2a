import type { Device } from './device/device.js';
import type { Source } from './device/source.js';

const step: Source = {
  arrays: ['x', 'y'],
  sizes: ['length'],
  numbers: ['shift'],
  body: `let total = shift;
for (let i = 0; i < length; i++) {
  total = total + x[i];
}
return x[this.thread.x] + y[this.thread.x] * total;`,
};

/** What `step` means. */
const expected = (x: Float32Array, y: Float32Array, shift: number): Float32Array => {
  const total = x.reduce((sum, value) => sum + value, shift);
  return x.map((value, i) => value + y[i]! * total);
};

const counting = (size: number): Float32Array => Float32Array.from({ length: size }, (_, i) => (i % 5) - 2);

/**
 * Runs one kernel at one size, at a larger and a smaller one, then on its own results, and last on results of another
 * size. gpu.js has given wrong numbers in each of these cases. @returns the reason why the device fails, or null
 */
export async function selfTest(device: Device): Promise<string | null> {
  for (const size of [7, 3000, 5]) {
    let [x, y] = [counting(size), counting(size).fill(0.5)];
    let [a, b] = [device.write(x), device.write(y)];
    for (let turn = 0; turn < 3; turn++) {
      const next = device.launch(step, size, [a, b], [size], [turn]);
      const wanted = expected(x, y, turn);
      const wrong = firstDifference(await device.read(next), wanted);
      if (wrong !== null) return `its self-test went wrong at ${wrong} of ${size} elements in turn ${turn}`;
      device.free(b);
      [a, b, x, y] = [next, a, wanted, x];
    }
    device.free(a);
    device.free(b);
  }
  const mode = device.ranIn(step);
  return mode === device.engine.mode ? null : `gpu.js computed in mode ${mode} instead`;
}

function firstDifference(received: Float32Array, wanted: Float32Array): string | null {
  if (received.length !== wanted.length) return `the length ${received.length}`;
  const at = wanted.findIndex((value, i) => !(Math.abs(value - received[i]!) <= 1e-5 * Math.max(1, Math.abs(value))));
  return at < 0 ? null : `element ${at}`;
}
