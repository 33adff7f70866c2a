import { BackendError } from '@spikegrad/core';
import { threadSource } from '../generated/threadSource.js';
import { KernelSetError, type KernelSet } from '../kernels/kernelSet.js';
import type { Kernel } from '../kernels/names.js';
import { startWorker } from './host.js';
import type { ThreadData } from './thread.js';
import { place, wordBytes } from './words.js';

/** A job that threads share. */
export interface Job {
  /** The index of its kernel in `kernelNames`; those of compiled programs follow. */
  readonly kernel: number;
  readonly run: Kernel;
  /** Where a compiled program's bytes stand. */
  readonly program?: { readonly pointer: number; readonly bytes: number } | undefined;
  readonly items: number;
}

/** What the threads of a pool are started with. */
export interface ThreadPoolOptions {
  readonly memory: WebAssembly.Memory;
  readonly module: WebAssembly.Module;
  /** Where `poolBytes` of the memory belong to the thread pool. */
  readonly base: number;
  readonly threads: number;
  /** The kernel set that every thread loads, if it is another than the WebAssembly one. */
  readonly set?: KernelSet | undefined;
}

/**
 * Seconds without progress after which a thread counts as ended. A thread that is ended from outside sends nothing, and its `exit` event is
 * not handled while the first thread waits. The longest part of a job takes a few seconds.
 */
const maxWaits = 60;

/** Turns of a loop before a thread goes to sleep: some fifty microseconds. */
const patience = 20_000;

/**
 * Threads that share jobs over one memory. Each item is done by whoever takes it first and owns what it writes, so that results do not
 * depend on the number of threads. Threads start at the first job, take part as soon as they stand, and do not keep a process alive.
 */
export class ThreadPool {
  readonly threads: number;
  private readonly options: ThreadPoolOptions;
  private readonly words: Int32Array;
  /** Seconds without progress after which a thread counts as ended; only tests change it. */
  maxWaits = maxWaits;
  private begun = false;

  constructor(options: ThreadPoolOptions) {
    this.options = options;
    this.threads = options.threads;
    this.words = new Int32Array(options.memory.buffer, options.base, wordBytes / 4);
  }

  /** Does a whole job, alone or with the others. */
  distribute({ kernel, run, program, items }: Job, described: number): void {
    const { words } = this;
    if (!this.begun) this.begin();
    this.checkThreads();
    words[place.kernel] = kernel;
    words[place.program] = program?.pointer ?? 0;
    words[place.programBytes] = program?.bytes ?? 0;
    words[place.items] = items;
    const parts = 2 * this.threads;
    words[place.parts] = parts;
    words[place.described] = described;
    Atomics.store(words, place.next, 0);
    Atomics.store(words, place.open, 1);
    Atomics.add(words, place.sequence, 1);
    if (Atomics.load(words, place.sleeping) > 0) Atomics.notify(words, place.sequence);
    // Many at first, since every turn costs something, and few at the end, for all to be done at about the same time.
    for (let first: number; (first = Atomics.load(words, place.next)) < items;) {
      const end = first + Math.ceil((items - first) / parts);
      if (Atomics.compareExchange(words, place.next, first, end) === first) run(described, first, end, 0);
    }
    Atomics.store(words, place.open, 0);
    this.awaitOthers();
    this.checkThreads();
  }

  /** Ends the threads. */
  end(): void {
    ended.unregister(this);
    stop(this.words);
  }

  /** @throws BackendError, KernelSetError */
  private checkThreads(): void {
    const { name, module } = this.options.set ?? { name: 'wasm', module: 'WebAssembly' };
    if (Atomics.load(this.words, place.unbound) === 1)
      throw new KernelSetError(name, `threads that bind the kernels of ${module}`, this.reason());
    if (Atomics.load(this.words, place.failed) === 1)
      throw new BackendError(name, 'every thread to do its part (create another backend)', 'one that failed or ended');
  }

  /** Why a thread could not bind its kernels. */
  private reason(): string {
    const { memory, base } = this.options;
    const bytes = Atomics.load(this.words, place.reasonBytes);
    return new TextDecoder().decode(new Uint8Array(memory.buffer, base + wordBytes, bytes).slice());
  }

  private awaitOthers(): void {
    const { words } = this;
    for (let turns = 0, waits = 0; waits < this.maxWaits; turns++) {
      const busy = Atomics.load(words, place.busy);
      if (busy === 0) return;
      if (turns > patience && Atomics.wait(words, place.busy, busy, 1000) === 'timed-out') waits++;
    }
    Atomics.store(words, place.failed, 1);
  }

  private begin(): void {
    this.begun = true;
    const { words, threads } = this;
    const { memory, module, base, set } = this.options;
    const failed = (): void => void Atomics.store(words, place.failed, 1); // holds no pool, so that the pool can be collected
    for (let thread = 1; thread < threads; thread++) {
      const own = set ? { module: set.module, settings: set.settings } : null;
      startWorker(threadSource, { memory, module, base, thread, set: own } satisfies ThreadData, failed);
    }
    ended.register(this, words, this);
    if (set) this.awaitBound();
  }

  /** Waits until every thread has bound the kernels of another set, so that none of them fails later. */
  private awaitBound(): void {
    const { words } = this;
    for (let waits = 0; waits < this.maxWaits;) {
      const ready = Atomics.load(words, place.ready);
      if (ready === this.threads - 1 || Atomics.load(words, place.unbound) === 1) return;
      if (Atomics.wait(words, place.ready, ready, 100) === 'timed-out') waits += 0.1;
    }
    Atomics.store(words, place.failed, 1);
  }
}

/** Ends the threads of a pool that nobody can reach any more. */
const ended = new FinalizationRegistry<Int32Array>(stop);

function stop(words: Int32Array): void {
  Atomics.store(words, place.stop, 1);
  Atomics.add(words, place.sequence, 1);
  Atomics.notify(words, place.sequence);
}
