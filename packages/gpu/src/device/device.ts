import { sizeOf, type BackendError, type MemoryReport, type Operand, type Shape } from '@spikegrad/core';
import type { Built, GpuJsEngine, Value } from './gpujs.js';
import { Queue } from './queue.js';
import { maxElements, textOf, type Source } from './source.js';

/** The memory of a tensor. It is reserved at once and filled when the queue runs its job. */
export interface Slot {
  readonly size: number;
  /** Null before its job runs, after it was freed, for no elements, and if there are parts. */
  value: Value | null;
  /** Parts of a tensor that is too large for a kernel, in order. */
  readonly parts?: readonly Slot[];
}

/** Launches after which the queue waits for the device: enough to keep it busy, few enough that freed memory comes back. */
const ahead = 256;

/** gpu.js with one queue and counts of memory. The kernels of this folder use it. */
export class Device {
  readonly engine: GpuJsEngine;
  readonly queue = new Queue();
  /** Larger tensors are stored in parts; only tests change it. */
  readonly maxElements: number;
  /** The operation that launches are made for, as errors name it. */
  operation = 'gpu';
  private readonly built = new Map<string, Built>();
  private readonly known = new WeakMap<Source, Built>();
  private nothing: Value | null = null;
  private readonly living = new Set<Slot>();
  private launches = 0;
  private tensors = 0;
  private bytes = 0;
  private peakBytes = 0;

  constructor(engine: GpuJsEngine, most = maxElements) {
    this.engine = engine;
    this.maxElements = most;
    engine.onFailure = (reason) => this.queue.fail(reason);
  }

  /** @throws the failure that ended the queue */
  allocate(size: number): Slot {
    if (this.queue.failure) throw this.queue.failure;
    this.tensors++;
    this.bytes += 4 * size;
    this.peakBytes = Math.max(this.peakBytes, this.bytes);
    const slot = { size, value: null };
    this.living.add(slot);
    return slot;
  }

  write(data: Float32Array): Slot {
    if (data.length > this.maxElements) return this.join(this.pieces(data).map((piece) => this.write(piece)));
    const slot = this.allocate(data.length);
    this.queue.push('write', () => this.fill(slot, data));
    return slot;
  }

  read(slot: Slot): Promise<Float32Array> {
    return this.queue.ask('read', () => this.readNow(slot));
  }

  /** The same, within a job of the queue. */
  readNow(slot: Slot): Float32Array | Promise<Float32Array> {
    if (slot.parts) return this.readParts(slot);
    return slot.value ? this.engine.read(slot.value) : new Float32Array(0);
  }

  private async readParts({ size, parts = [] }: Slot): Promise<Float32Array> {
    const whole = new Float32Array(size);
    let begin = 0;
    // All reads begin at once, because the tensor may be freed afterwards.
    for (const part of await Promise.all(parts.map((each) => this.readNow(each)))) {
      whole.set(part, begin);
      begin += part.length;
    }
    return whole;
  }

  free(slot: Slot): void {
    this.tensors--;
    this.bytes -= 4 * slot.size;
    for (const part of slot.parts ?? [slot]) {
      this.queue.push('free', () => {
        this.living.delete(part);
        if (part.value) this.engine.free(part.value);
        part.value = null;
      });
    }
  }

  /** Joins several tensors to one, and takes ownership of them. */
  join(parts: readonly Slot[]): Slot {
    if (parts.length === 1) return parts[0]!;
    this.tensors -= parts.length - 1;
    return { size: parts.reduce((sum, { size }) => sum + size, 0), value: null, parts };
  }

  /** Computes `size` elements by a kernel. */
  launch(
    source: Source,
    size: number,
    arrays: readonly Slot[],
    sizes: readonly number[] = [],
    numbers: readonly number[] = [],
  ): Slot {
    const slot = this.allocate(size);
    if (size === 0) return slot;
    this.queue.push(this.operation, () => {
      const built = this.kernelOf(source);
      if (arrays.every(({ value }) => value)) return this.run(built, slot, arrays, sizes, numbers);
      return this.withNothing(() => this.run(built, slot, arrays, sizes, numbers));
    });
    return slot;
  }

  /** Reserves a tensor, in parts if it is large, with a function that fills it when the queue runs its job. */
  promise(size: number): { readonly slot: Slot; readonly fill: (data: Float32Array) => Promise<void> } {
    const sizes = this.pieces(new Float32Array(0), size).map((_, i) =>
      Math.min(this.maxElements, size - i * this.maxElements),
    );
    const parts = sizes.map((each) => this.allocate(each));
    const fill = async (data: Float32Array): Promise<void> => {
      for (const [i, part] of parts.entries()) await this.fill(part, this.pieces(data, size)[i]!);
    };
    return { slot: this.join(parts), fill };
  }

  private pieces(data: Float32Array, size = data.length): readonly Float32Array[] {
    const most = this.maxElements;
    const count = Math.max(1, Math.ceil(size / most));
    return Array.from({ length: count }, (_, i) => data.subarray(i * most, (i + 1) * most));
  }

  private fill(slot: Slot, data: Float32Array): Promise<void> | undefined {
    if (slot.size === 0) return undefined;
    const value = this.engine.upload(data);
    if (!(value instanceof Promise)) {
      slot.value = value;
      return undefined;
    }
    return value.then((resident) => void (slot.value = resident));
  }

  /** Frees every tensor, the kernels and the device; a read that waits fails with `failure`. */
  end(failure: BackendError): void {
    this.queue.end(failure, () => {
      for (const { value } of this.living) if (value) this.engine.free(value);
      if (this.nothing) this.engine.free(this.nothing);
      this.living.clear();
      this.engine.destroy().catch(() => undefined); // a lost device has nothing to free
    });
  }

  /** The mode in which the kernel of `source` ran. */
  ranIn(source: Source): string {
    return this.engine.ranIn(this.kernelOf(source));
  }

  report(): MemoryReport {
    return { tensors: this.tensors, bytes: this.bytes, peakBytes: this.peakBytes };
  }

  resetPeak(): void {
    this.peakBytes = this.bytes;
  }

  private run(
    built: Built,
    slot: Slot,
    arrays: readonly Slot[],
    sizes: readonly number[],
    numbers: readonly number[],
  ): Promise<void> | undefined {
    const values = arrays.map(({ value }) => value ?? this.nothing!);
    const result = this.engine.launch(built, slot.size, [...values, ...sizes, ...numbers]);
    if (!(result instanceof Promise)) {
      slot.value = result;
      return undefined;
    }
    const rest = ++this.launches % ahead === 0 ? () => this.engine.finish() : () => undefined;
    return result.then((value) => {
      slot.value = value;
      return rest();
    });
  }

  /** Replaces operands without elements, which no kernel reads. */
  private withNothing(body: () => Promise<void> | undefined): Promise<void> | undefined {
    if (this.nothing) return body();
    const value = this.engine.upload(Float32Array.of(0));
    if (!(value instanceof Promise)) {
      this.nothing = value;
      return body();
    }
    return value.then((resident) => {
      this.nothing = resident;
      return body();
    });
  }

  private kernelOf(source: Source): Built {
    const known = this.known.get(source);
    if (known) return known;
    const text = textOf(source);
    const built = this.built.get(text) ?? this.engine.build(source);
    this.built.set(text, built);
    this.known.set(source, built);
    return built;
  }
}

/** The slot of a tensor. */
export const slotOf = ({ handle }: Operand): Slot => handle as Slot;

/** Elements between the beginnings of neighbours along each axis. */
export function stridesOf(shape: Shape): number[] {
  return shape.map((_, axis) => sizeOf(shape.slice(axis + 1)));
}
