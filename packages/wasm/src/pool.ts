import { SpikegradError, type MemoryReport } from '@spikegrad/core';

/** A tensor that does not fit into WebAssembly memory. */
export class OutOfMemoryError extends SpikegradError {}

/** A piece of WebAssembly memory. */
export interface Block {
  readonly pointer: number;
  readonly bytes: number;
  /** Bytes really taken: whole lines, and one line more for reads past the end. */
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

/** Hands out memory in whole lines; freed blocks are given again to whoever asks for exactly that size. */
export class Pool {
  readonly memory: WebAssembly.Memory;
  /** Pages that the memory can grow to. */
  readonly maximum: number;
  /** Addresses of freed blocks, by the bytes they take. */
  private readonly free = new Map<number, number[]>();
  private next: number;
  private tensors = 0;
  private bytes = 0;
  private peakBytes = 0;

  /** @param begin the first byte that is nobody else's */
  constructor(memory: WebAssembly.Memory, begin: number, maximum: number) {
    this.memory = memory;
    this.maximum = maximum;
    this.next = Math.ceil(begin / line) * line;
  }

  /** @throws OutOfMemoryError, naming what would not fit */
  allocate(bytes: number): Block {
    const taken = (Math.ceil(bytes / line) + 1) * line;
    const block = { pointer: this.free.get(taken)?.pop() ?? this.take(taken), bytes, taken };
    this.tensors++;
    this.bytes += bytes;
    this.peakBytes = Math.max(this.peakBytes, this.bytes);
    return block;
  }

  release({ pointer, bytes, taken }: Block): void {
    this.tensors--;
    this.bytes -= bytes;
    this.forget(pointer, taken);
  }

  /** Puts bytes where they stay for good, and are no tensor. */
  keep(bytes: Uint8Array): { readonly pointer: number; readonly bytes: number } {
    const pointer = this.take(Math.ceil(bytes.length / line) * line);
    new Uint8Array(this.memory.buffer, pointer, bytes.length).set(bytes);
    return { pointer, bytes: bytes.length };
  }

  report(): MemoryReport {
    return { tensors: this.tensors, bytes: this.bytes, peakBytes: this.peakBytes };
  }

  resetPeak(): void {
    this.peakBytes = this.bytes;
  }

  private forget(pointer: number, taken: number): void {
    const blocks = this.free.get(taken);
    if (blocks) blocks.push(pointer);
    else this.free.set(taken, [pointer]);
  }

  /** New memory, or where none is left what freed neighbours make up together. */
  private take(taken: number): number {
    const missing = this.next + taken - this.memory.buffer.byteLength;
    if (missing > 0) {
      try {
        this.memory.grow(Math.ceil(missing / page));
      } catch {
        return this.join(taken) ?? this.refuse(taken);
      }
    }
    const pointer = this.next;
    this.next += taken;
    return pointer;
  }

  /** Joins freed neighbours and cuts the first piece that is large enough. @returns its address, or null */
  private join(taken: number): number | null {
    const pieces = [...this.free]
      .flatMap(([size, pointers]) => pointers.map((pointer) => ({ pointer, size })))
      .sort((a, b) => a.pointer - b.pointer);
    this.free.clear();
    let found: number | null = null;
    for (let i = 0; i < pieces.length;) {
      let { pointer, size } = pieces[i]!;
      for (i++; pieces[i]?.pointer === pointer + size; i++) size += pieces[i]!.size;
      if (found === null && size >= taken) {
        found = pointer;
        pointer += taken;
        size -= taken;
      }
      if (size > 0) this.forget(pointer, size);
    }
    return found;
  }

  private refuse(taken: number): never {
    throw new OutOfMemoryError(
      'wasm',
      `room for ${taken} bytes more; try a smaller batch`,
      `${this.bytes} bytes of ${this.tensors} live tensors, and ${this.maximum * page} bytes in all`,
    );
  }
}
