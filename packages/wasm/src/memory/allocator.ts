import { OutOfMemoryError, type MemoryReport } from '@spikegrad/core';
import { FreeList } from './freeList.js';

/** A piece of WebAssembly memory. */
export interface Block {
  readonly pointer: number;
  readonly bytes: number;
  /** Allocated bytes: whole lines, and one more line for reads past the end. */
  readonly taken: number;
}

/** How a memory was made; modules that use it must say the same. */
export interface MemoryLimits {
  readonly shared: boolean;
  /** Pages it can grow to. */
  readonly maximum: number;
}

const page = 65536;
const line = 64;

/** Reserves as much address space as the engine grants: 4 GiB, or by halves down to 64 MiB. @throws OutOfMemoryError */
export function createMemory(shared: boolean): { readonly memory: WebAssembly.Memory; readonly maximum: number } {
  let reason: unknown;
  for (let maximum = 65536; maximum >= 1024; maximum /= 2) {
    try {
      return { memory: new WebAssembly.Memory({ initial: 16, maximum, shared }), maximum };
    } catch (error) {
      reason = error; // the next smaller maximum may be granted
    }
  }
  throw new OutOfMemoryError('wasm', 'an engine that grants 64 MiB of WebAssembly memory', String(reason));
}

/** Allocates memory in whole lines: the smallest free piece that is large enough, or new memory. */
export class Allocator {
  readonly memory: WebAssembly.Memory;
  /** Pages that the memory can grow to. */
  readonly maximum: number;
  private readonly freeList = new FreeList();
  /** How often blocks are held beside the tensor that they belong to. */
  private readonly held = new Map<Block, number>();
  private next: number;
  private tensors = 0;
  private bytes = 0;
  private peakBytes = 0;

  /** @param begin the first free byte */
  constructor(memory: WebAssembly.Memory, begin: number, maximum: number) {
    this.memory = memory;
    this.maximum = maximum;
    this.next = Math.ceil(begin / line) * line;
  }

  /** Memory of a tensor. @throws OutOfMemoryError, naming what would not fit */
  allocate(bytes: number): Block {
    const block = this.allocateAside(bytes);
    this.enter();
    return block;
  }

  /** Frees the memory of a tensor. */
  release(block: Block): void {
    this.leave();
    this.drop(block);
  }

  /** Counts a tensor without memory. */
  enter(): void {
    this.tensors++;
  }

  leave(): void {
    this.tensors--;
  }

  /** Memory that belongs to no tensor, for `drop` to free. @throws OutOfMemoryError */
  allocateAside(bytes: number): Block {
    const taken = (Math.ceil(bytes / line) + 1) * line;
    const block = { pointer: this.take(taken), bytes, taken };
    this.bytes += bytes;
    this.peakBytes = Math.max(this.peakBytes, this.bytes);
    return block;
  }

  /** Keeps a block until one `drop` more. */
  hold(block: Block): void {
    this.held.set(block, (this.held.get(block) ?? 0) + 1);
  }

  /** Releases one reference; the last frees the memory. */
  drop(block: Block): void {
    const others = this.held.get(block) ?? 0;
    if (others > 1) this.held.set(block, others - 1);
    else if (others === 1) this.held.delete(block);
    else {
      this.bytes -= block.bytes;
      this.freeList.give(block.pointer / line, block.taken / line);
    }
  }

  /** Stores bytes permanently; they are not a tensor. */
  keep(bytes: Uint8Array): { readonly pointer: number; readonly bytes: number } {
    const taken = Math.ceil(bytes.length / line) * line;
    const pointer = this.take(taken);
    new Uint8Array(this.memory.buffer, pointer, bytes.length).set(bytes);
    return { pointer, bytes: bytes.length };
  }

  report(): MemoryReport {
    return { tensors: this.tensors, bytes: this.bytes, peakBytes: this.peakBytes };
  }

  resetPeak(): void {
    this.peakBytes = this.bytes;
  }

  /** Takes free memory, or new memory if there is none. @param bytes a multiple of `line` */
  private take(bytes: number): number {
    const found = this.freeList.take(bytes / line);
    return found === null ? this.extend(bytes) : line * found;
  }

  /** New memory, behind what is free at its end. */
  private extend(taken: number): number {
    const pointer = line * this.freeList.takeBefore(this.next / line);
    const missing = pointer + taken - this.memory.buffer.byteLength;
    if (missing > 0) {
      try {
        this.memory.grow(Math.ceil(missing / page));
      } catch {
        if (pointer < this.next) this.freeList.give(pointer / line, (this.next - pointer) / line);
        this.refuse(taken);
      }
    }
    this.next = pointer + taken;
    return pointer;
  }

  private refuse(taken: number): never {
    throw new OutOfMemoryError(
      'wasm',
      `room for ${taken} bytes more (free what a step makes with scope(), or try a smaller batch)`,
      `${this.bytes} bytes of ${this.tensors} live tensors, and ${this.maximum * page} bytes in all`,
    );
  }
}
