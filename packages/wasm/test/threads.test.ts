import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, jest, test } from '@jest/globals';
import { Random, ValueError } from '@spikegrad/core';
import { backendOver } from '../src/backend.js';
import { wasm } from '../src/index.js';
import { Machine } from '../src/machine/machine.js';
import { areaBytes } from '../src/kernels/constants.js';

describe('threads', () => {
  test('really share the work, and whoever does a part the result is the same', async () => {
    const machine = new Machine(3, { sharedFrom: 0 });
    const [several, alone] = [backendOver(machine), backendOver(new Machine(1))];
    const [shared, plain] = [several, alone].map((backend) => new Random(1).normal([400_000], { backend }));
    const expected = plain!.exp().tanh().dataSync();
    // Each thread writes the addresses of its latest piece in its area.
    const took = (thread: number): boolean =>
      new Int32Array(machine.allocator.memory.buffer, machine.areas + areaBytes * thread, 1)[0] !== 0;
    const deadline = performance.now() + 100_000;
    while (!(took(1) && took(2)) && performance.now() < deadline) {
      expect(shared!.exp().tanh().dataSync()).toEqual(expected);
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
    expect([took(0), took(1), took(2)]).toEqual([true, true, true]);
  });

  test('get no message after their start', async () => {
    const post = jest.spyOn((await import('node:worker_threads')).Worker.prototype, 'postMessage');
    const backend = backendOver(new Machine(2, { sharedFrom: 0 }));
    const x = new Random(1).normal([100, 100], { backend });
    for (let i = 0; i < 100; i++) x.matmul(x).sigmoid().sum(0).dispose();
    expect(post).not.toHaveBeenCalled();
    post.mockRestore();
  });

  test('do not keep a process alive', async () => {
    const place = (name: string): string => fileURLToPath(new URL(`../../${name}/dist/index.js`, import.meta.url));
    const script = `
      import { Random } from ${JSON.stringify(place('core'))};
      import { wasm } from ${JSON.stringify(place('wasm'))};
      const backend = wasm({ threads: 2 });
      const x = new Random(1).normal([300, 300], { backend });
      console.log(backend.threads, x.matmul(x).sum().dataSync().length);`;
    const run = promisify(execFile)(process.execPath, ['--input-type=module', '-e', script], { timeout: 100_000 });
    expect((await run).stdout.trim()).toBe('2 1');
  });

  test('are one where memory cannot be shared, and the backend says why', () => {
    const shared = globalThis.SharedArrayBuffer;
    try {
      Reflect.deleteProperty(globalThis, 'SharedArrayBuffer');
      const backend = wasm({ threads: 4 });
      expect(backend.threads).toBe(1);
      expect(backend.singleThreaded).toMatch(/SharedArrayBuffer is missing/);
    } finally {
      Object.assign(globalThis, { SharedArrayBuffer: shared });
    }
    expect(wasm({ threads: 1 }).singleThreaded).toBeNull();
    expect(wasm({ threads: 2 }).threads).toBe(2);
  });

  test.each([0, -1, 1.5, 65, NaN])('fail when there are to be %d', (threads) => {
    expect(() => wasm({ threads })).toThrow(ValueError);
    expect(() => wasm({ thread: threads } as object)).toThrow("[wasm] expected known options but received 'thread'");
  });
});

describe('memory that is used up', () => {
  test('is found again where freed neighbours are large enough together', () => {
    const machine = new Machine(1);
    const { allocator } = machine;
    const limit = allocator.maximum * 65536;
    const blocks = Array.from({ length: 6 }, () => allocator.allocate(Math.floor(limit / 8)));
    for (const block of blocks.slice(1, 4)) allocator.release(block);
    const large = allocator.allocate(Math.floor(limit / 4) + 1);
    expect(large.pointer).toBe(blocks[1]!.pointer);
    expect(() => allocator.allocate(Math.floor(limit / 4))).toThrow(/room for/);
    allocator.release(large);
    expect(allocator.allocate(Math.floor(limit / 4)).pointer).toBe(blocks[1]!.pointer);
  });
});
