import { afterEach, describe, expect, jest, test } from '@jest/globals';
import fc from 'fast-check';
import { ones, Random, scope, zeros } from '@spikegrad/core';
import { OutOfMemoryError, wasm } from '../src/index.js';
import { Machine } from '../src/machine/machine.js';
import { createMemory, Allocator, type Block } from '../src/memory/allocator.js';

describe('WebAssembly memory', () => {
  test('does not grow once every size has been seen: 1,000 rounds of one computation', () => {
    const backend = wasm();
    const round = (): void =>
      scope(() => {
        const x = ones([33, 17], { backend, requiresGrad: true });
        x.mul(x).matmul(x.transpose()).sum().backward();
      });
    round();
    const before = backend.memory();
    for (let i = 0; i < 1000; i++) round();
    expect(backend.memory()).toEqual(before);
    expect(before.tensors).toBe(0);
  });

  test('that a block leaves is cut to size for whoever comes next, and whole again when all is free', () => {
    const allocator = new Allocator(new WebAssembly.Memory({ initial: 1, maximum: 4 }), 0, 4);
    const first = allocator.allocate(1000);
    const last = allocator.allocate(100);
    allocator.release(first);
    expect(allocator.allocate(2000).pointer).toBeGreaterThan(last.pointer);
    const parts = [300, 200].map((bytes) => allocator.allocate(bytes));
    expect(parts[0]!.pointer).toBe(first.pointer);
    expect(parts[1]!.pointer).toBe(first.pointer + parts[0]!.taken);
    for (const part of parts.toReversed()) allocator.release(part);
    expect(allocator.allocate(1000).pointer).toBe(first.pointer);
  });

  test('is cut so that blocks never overlap and every byte is found again, in any order of taking and giving', () => {
    const move = fc.record({ bytes: fc.integer({ min: 1, max: 3000 }), leaves: fc.nat(20) });
    fc.assert(
      fc.property(fc.array(move, { maxLength: 60 }), (moves) => {
        const allocator = new Allocator(new WebAssembly.Memory({ initial: 1, maximum: 16 }), 64, 16);
        const live: Block[] = [];
        for (const { bytes, leaves } of moves) {
          const block = allocator.allocate(bytes);
          for (const other of live)
            expect(block.pointer + block.taken <= other.pointer || other.pointer + other.taken <= block.pointer).toBe(
              true,
            );
          live.push(block);
          if (leaves < live.length) allocator.release(live.splice(leaves, 1)[0]!);
        }
        for (const block of live) allocator.release(block);
        expect(allocator.allocate(16 * 65536 - 192).pointer).toBe(64);
      }),
    );
  });

  test('of sizes that no two rounds share is used again all the same', () => {
    const allocator = new Allocator(new WebAssembly.Memory({ initial: 1, maximum: 1024 }), 0, 1024);
    for (let round = 0; round < 1000; round++) allocator.release(allocator.allocate(50_000 + 64 * round));
    expect(allocator.memory.buffer.byteLength).toBeLessThan(3 * 65536);
  });

  test('that would be too much is a typed error with sizes, and nothing is lost', async () => {
    const backend = wasm();
    const x = new Random(1).normal([4], { backend });
    const values = x.dataSync();
    expect(() => zeros([70_000, 70_000], { backend })).toThrow(OutOfMemoryError);
    expect(() => zeros([70_000, 70_000], { backend })).toThrow(/19600000\d+ bytes more.*1 live tensors/);
    expect(await x.add(0).data()).toEqual(values);
  });

  test('of scratch is given back when a kernel throws', () => {
    const machine = new Machine(1);
    const before = machine.allocator.report().tensors;
    expect(() =>
      machine.withScratch([8], () => {
        throw new Error('stopped');
      }),
    ).toThrow('stopped');
    expect(machine.allocator.report().tensors).toBe(before);
  });
});

describe('address space', () => {
  afterEach(() => void jest.restoreAllMocks());

  /** An engine that grants that many pages at most. */
  const granting = (most: number): void => {
    const { Memory } = WebAssembly;
    jest.spyOn(WebAssembly, 'Memory').mockImplementation((wanted) => {
      if (wanted.maximum! > most) throw new RangeError(`could not allocate ${wanted.maximum} pages`);
      return new Memory(wanted);
    });
  };

  test.each([true, false])(
    'is as much as the engine grants, by halves, shared or not (%s), and kernels run in it',
    (shared) => {
      granting(20_000);
      expect(createMemory(shared).maximum).toBe(16_384);
      const backend = wasm({ threads: shared ? 2 : 1 });
      expect(ones([3], { backend }).add(1).dataSync()).toEqual(Float32Array.of(2, 2, 2));
      expect(() => zeros([2 ** 29], { backend })).toThrow(/and 1073741824 bytes in all/);
    },
  );

  test('that is too little is a typed error', () => {
    granting(1000);
    expect(() => wasm()).toThrow(OutOfMemoryError);
    expect(() => wasm()).toThrow(/an engine that grants 64 MiB .* could not allocate 1024 pages/);
  });
});
