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

const page = 65536;
const line = 64;

/** Hands out memory in whole lines; freed blocks are given again to whoever asks for exactly that size. */
export class Pool {
  readonly memory: WebAssembly.Memory;
  private readonly free = new Map<number, number[]>();
  private next: number;
  private tensors = 0;
  private bytes = 0;
  private peakBytes = 0;

  /** @param begin the first byte that is nobody else's */
  constructor(memory: WebAssembly.Memory, begin: number) {
    this.memory = memory;
    this.next = Math.ceil(begin / line) * line;
  }

  /** @throws OutOfMemoryError, naming what would not fit */
  allocate(bytes: number): Block {
    const taken = (Math.ceil(bytes / line) + 1) * line;
    const block = { pointer: this.free.get(taken)?.pop() ?? this.extend(taken), bytes, taken };
    this.tensors++;
    this.bytes += bytes;
    this.peakBytes = Math.max(this.peakBytes, this.bytes);
    return block;
  }

  release({ pointer, bytes, taken }: Block): void {
    this.tensors--;
    this.bytes -= bytes;
    const blocks = this.free.get(taken);
    if (blocks) blocks.push(pointer);
    else this.free.set(taken, [pointer]);
  }

  report(): MemoryReport {
    return { tensors: this.tensors, bytes: this.bytes, peakBytes: this.peakBytes };
  }

  resetPeak(): void {
    this.peakBytes = this.bytes;
  }

  private extend(taken: number): number {
    const pointer = this.next;
    const missing = pointer + taken - this.memory.buffer.byteLength;
    if (missing > 0) {
      try {
        this.memory.grow(Math.ceil(missing / page));
      } catch (cause) {
        throw new OutOfMemoryError(
          'wasm',
          `room for ${taken} bytes more`,
          `${this.bytes} bytes of ${this.tensors} live tensors (${String(cause)})`,
        );
      }
    }
    this.next += taken;
    return pointer;
  }
}
