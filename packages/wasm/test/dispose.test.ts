import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { promisify } from 'node:util';
import { Worker } from 'node:worker_threads';
import { describe, expect, jest, test } from '@jest/globals';
import { BackendError, DisposedBackendError, ones, Random } from '@spikegrad/core';
import { backendOver, createBackend } from '../src/backend.js';
import type { Kernel } from '../src/kernels/names.js';
import { wasm } from '../src/index.js';
import { Machine } from '../src/machine/machine.js';

describe('a backend that is disposed', () => {
  test('refuses every use of it and of its tensors by type, and lets them be freed', async () => {
    const backend = wasm({ threads: 2 });
    const x = ones([3], { backend });
    backend.dispose();
    backend.dispose();
    expect(() => ones([3], { backend })).toThrow(DisposedBackendError);
    expect(() => x.add(1)).toThrow(DisposedBackendError);
    expect(() => x.dataSync()).toThrow(DisposedBackendError);
    await expect(x.data()).rejects.toThrow('[wasm] expected a backend that is not disposed but received one that is');
    x.dispose();
    expect(backend.memory()).toEqual({ tensors: 0, bytes: 0, peakBytes: 0 });
  });

  test('ends every thread', async () => {
    const started = jest.spyOn(Worker.prototype, 'unref');
    const backend = createBackend(3, { sharedFrom: 0 });
    new Random(1).normal([100, 100], { backend }).exp();
    const workers = started.mock.contexts as Worker[];
    started.mockRestore();
    const exits = Promise.all(workers.map(async (worker) => (await once(worker, 'exit'))[0]));
    backend.dispose();
    let timer: NodeJS.Timeout | undefined;
    const deadline = new Promise((resolve) => (timer = setTimeout(resolve, 30_000, 'threads that go on')));
    expect(await Promise.race([exits, deadline])).toEqual([0, 0]);
    clearTimeout(timer);
  });

  test('ends its threads and gives up its memory: of twenty-five backends that are still held, nothing is left', async () => {
    const place = (name: string): string => new URL(`../../${name}/dist/index.js`, import.meta.url).href;
    const script = `
      const threads = process.getBuiltinModule('node:worker_threads');
      let [begun, ended] = [0, 0];
      threads.Worker = class extends threads.Worker {
        constructor(...given) {
          super(...given);
          begun++;
          this.on('exit', () => ended++);
        }
      };
      const { ones, Random } = await import('${place('core')}');
      const { wasm } = await import('${place('wasm')}');
      const held = [];
      const resident = () => process.memoryUsage().rss / 2 ** 20;
      const first = resident();
      for (let i = 0; i < 25; i++) {
        const backend = wasm({ threads: 3 });
        const x = new Random(1).normal([100, 100], { backend });
        x.matmul(x).dataSync();
        ones([2 ** 24], { backend });
        backend.dispose();
        held.push(backend);
        while (ended < begun) await new Promise((resolve) => setTimeout(resolve, 1));
      }
      for (let i = 0; i < 100 && resident() - first > 320; i++) {
        gc(); // memory goes back to the system a little later
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
      console.log(begun, ended, held.length, resident() - first <= 320 || resident() - first);`;
    const words = ['--expose-gc', '--input-type=module', '--eval', script];
    // The tensors take 1,600 MiB together.
    expect((await promisify(execFile)(process.execPath, words, { timeout: 100_000 })).stdout).toBe('50 50 25 true\n');
  });
});

/** A module whose `run(described, from, to, thread)` never returns: `loop br 0 end`. */
const endless = Uint8Array.from([
  ...[0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00],
  ...[0x01, 0x08, 0x01, 0x60, 0x04, 0x7f, 0x7f, 0x7f, 0x7f, 0x00],
  ...[0x03, 0x02, 0x01, 0x00],
  ...[0x07, 0x07, 0x01, 0x03, 0x72, 0x75, 0x6e, 0x00, 0x00],
  ...[0x0a, 0x09, 0x01, 0x07, 0x00, 0x03, 0x40, 0x0c, 0x00, 0x0b, 0x0b],
]);

describe('a thread that ends although it should not', () => {
  const threadPoolOf = (machine: Machine) => machine['threadPool']!;

  test('in the middle of a job ends the wait of the caller with an error, then and for every job to come', () => {
    const machine = new Machine(2, { sharedFrom: 0 });
    const backend = backendOver(machine);
    const x = new Random(1).normal([100, 100], { backend });
    const threadPool = threadPoolOf(machine);
    threadPool.maxWaits = 1;
    Atomics.add(threadPool['words'], 2, 1); // it said that it is busy, and will never say that it is done
    expect(() => x.exp()).toThrow(BackendError);
    expect(() => x.exp()).toThrow('[wasm] expected every thread to do its part (create another backend)');
    backend.dispose();
  });

  test('because it is killed while it computes, ends the call with an error', async () => {
    const started = jest.spyOn(Worker.prototype, 'unref');
    const machine = new Machine(2, { sharedFrom: 0 });
    const backend = backendOver(machine);
    new Random(1).normal([100, 100], { backend }).exp();
    const [worker] = started.mock.contexts as Worker[];
    started.mockRestore();
    const threadPool = threadPoolOf(machine);
    const next = (): number => Atomics.load(threadPool['words'], 3);
    threadPool.maxWaits = 1;
    let ended: Promise<number> | null = null;
    /** The part of this thread: it waits until the other has taken its own, and kills it. */
    const run: Kernel = (_described, _from, to) => {
      while (ended === null && next() === to);
      ended ??= worker!.terminate();
    };
    const program = machine.allocator.keep(endless);
    expect(() => threadPool.distribute({ kernel: 10_000, run, program, items: 1000 }, 0)).toThrow(
      '[wasm] expected every thread to do its part (create another backend)',
    );
    await ended;
    expect(() => ones([100, 100], { backend }).exp()).toThrow(BackendError);
    backend.dispose();
  });

  test('between two jobs makes the next one fail', async () => {
    const started = jest.spyOn(Worker.prototype, 'unref');
    const backend = backendOver(new Machine(2, { sharedFrom: 0 }));
    const x = new Random(1).normal([100, 100], { backend });
    x.exp();
    const [worker] = started.mock.contexts as Worker[];
    started.mockRestore();
    await worker!.terminate();
    expect(() => x.exp()).toThrow('received one that failed or ended');
  });
});
