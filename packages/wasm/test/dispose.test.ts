import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { Worker } from 'node:worker_threads';
import { describe, expect, jest, test } from '@jest/globals';
import { BackendError, DisposedBackendError, ones, Random } from '@spikegrad/core';
import { backendOver } from '../src/backend.js';
import { wasm } from '../src/index.js';
import { Machine } from '../src/machine.js';

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

  test('ends its threads: of a hundred backends that are still held, none is left', async () => {
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
      const { Random } = await import('${place('core')}');
      const { wasm } = await import('${place('wasm')}');
      const held = [];
      for (let i = 0; i < 100; i++) {
        const backend = wasm({ threads: 3 });
        const x = new Random(1).normal([100, 100], { backend });
        x.matmul(x).dataSync();
        backend.dispose();
        held.push(backend);
        while (ended < begun) await new Promise((resolve) => setTimeout(resolve, 1));
      }
      console.log(begun, ended, held.length);`;
    const run = promisify(execFile)(process.execPath, ['--input-type=module', '--eval', script], { timeout: 100_000 });
    expect((await run).stdout).toBe('200 200 100\n');
  });
});

describe('a thread that ends although it should not', () => {
  const crewOf = (machine: Machine) => machine['crew']!;

  test('in the middle of a job ends the wait of the caller with an error, then and for every job to come', () => {
    const machine = new Machine(2, { sharedFrom: 0 });
    const backend = backendOver(machine);
    const x = new Random(1).normal([100, 100], { backend });
    const crew = crewOf(machine);
    crew.mostWaits = 1;
    Atomics.add(crew['words'], 2, 1); // it said that it is busy, and will never say that it is done
    expect(() => x.exp()).toThrow(BackendError);
    expect(() => x.exp()).toThrow('[wasm] expected every thread to do its part (create another backend)');
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
