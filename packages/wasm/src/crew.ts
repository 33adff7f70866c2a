import { BackendError } from '@spikegrad/core';
import { workerSource } from './generated/workerSource.js';
import { startWorker } from './host.js';

/** A kernel or compiled program: does items `from` … `to` of what is described at an address, as thread `lane`. */
export type Run = (described: number, from: number, to: number, lane: number) => void;

/** A job that threads share. */
export interface Job {
  /** Its place among the exports of the kernels, or behind them for a compiled program. */
  readonly kernel: number;
  readonly run: Run;
  /** Where a compiled program's bytes stand. */
  readonly program?: { readonly pointer: number; readonly bytes: number } | undefined;
  readonly items: number;
}

/** Words of shared memory through which threads find their work. */
const place = {
  /** Counts jobs; threads sleep on it. */
  sequence: 0,
  /** 1 while items may be taken. */
  open: 1,
  /** Threads that may be at a job; the first thread sleeps on it. */
  busy: 2,
  /** The next item to take. */
  next: 3,
  items: 4,
  /** What is left is divided by this to say how many items a thread takes at once. */
  parts: 5,
  kernel: 6,
  program: 7,
  programBytes: 8,
  /** Where the job is described. */
  described: 9,
  sleeping: 10,
  failed: 11,
  stop: 12,
} as const;

/** Bytes that the words take. */
export const crewBytes = 64;

/**
 * Seconds without progress after which a thread counts as ended. A thread that is ended from outside sends nothing, and its `exit` event is
 * not handled while the first thread waits. The longest part of a job takes a few seconds.
 */
const mostWaits = 60;

/** Turns of a loop before a thread goes to sleep: some fifty microseconds. */
const patience = 20_000;

/**
 * Threads that share jobs over one memory. Each item is done by whoever takes it first and owns what it writes, so that results do not
 * depend on the number of threads. Threads start at the first job, take part as soon as they stand, and do not keep a process alive.
 */
export class Crew {
  readonly threads: number;
  private readonly words: Int32Array;
  /** Seconds without progress after which a thread counts as ended; only tests change it. */
  mostWaits = mostWaits;
  private begun = false;
  private readonly memory: WebAssembly.Memory;
  private readonly module: WebAssembly.Module;
  private readonly base: number;

  /** @param base where `crewBytes` of the memory are the crew's own */
  constructor(memory: WebAssembly.Memory, module: WebAssembly.Module, base: number, threads: number) {
    this.threads = threads;
    this.memory = memory;
    this.module = module;
    this.base = base;
    this.words = new Int32Array(memory.buffer, base, crewBytes / 4);
  }

  /** Does a whole job, alone or with the others. */
  share({ kernel, run, program, items }: Job, described: number): void {
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

  private checkThreads(): void {
    if (Atomics.load(this.words, place.failed) === 1)
      throw new BackendError(
        'wasm',
        'every thread to do its part (create another backend)',
        'one that failed or ended',
      );
  }

  private awaitOthers(): void {
    const { words } = this;
    for (let turns = 0, waits = 0; waits < this.mostWaits; turns++) {
      const busy = Atomics.load(words, place.busy);
      if (busy === 0) return;
      if (turns > patience && Atomics.wait(words, place.busy, busy, 1000) === 'timed-out') waits++;
    }
    Atomics.store(words, place.failed, 1);
  }

  private begin(): void {
    this.begun = true;
    const { memory, module, base, words } = this;
    const failed = (): void => void Atomics.store(words, place.failed, 1); // holds no crew, so that the crew can be collected
    for (let lane = 1; lane < this.threads; lane++)
      startWorker(workerSource, { memory, module, base, lane, place }, failed);
    ended.register(this, words, this);
  }
}

/** Ends the threads of a crew that nobody can reach any more. */
const ended = new FinalizationRegistry<Int32Array>(stop);

function stop(words: Int32Array): void {
  Atomics.store(words, place.stop, 1);
  Atomics.add(words, place.sequence, 1);
  Atomics.notify(words, place.sequence);
}
