import { bindKernels, type BindKernels } from '../kernels/bindKernels.js';
import { kernelNames, type Kernel } from '../kernels/names.js';
import { maxReason, place, wordBytes } from './words.js';

/** What a thread is started with. */
export interface ThreadData {
  readonly memory: WebAssembly.Memory;
  /** The WebAssembly kernels. */
  readonly module: WebAssembly.Module;
  /** Where the words of the thread pool stand. */
  readonly base: number;
  readonly thread: number;
  /** Another kernel set, if there is one. */
  readonly set: { readonly module: string; readonly settings?: unknown } | null;
}

/**
 * One thread of a pool. It binds its kernels, waits in shared memory for jobs and takes items of them. It gets no message after its start and sends
 * none.
 *
 * @param load loads a module by its path
 */
export function runThread({ memory, module, base, thread, set }: ThreadData, load: (path: string) => unknown): void {
  const words = new Int32Array(memory.buffer, base, wordBytes / 4);

  const bind = (): { readonly exports: WebAssembly.Exports; readonly functions: (Kernel | undefined)[] } => {
    const refuse = (expected: string, received: string): never => {
      throw new Error(`expected ${expected} but received ${received}`);
    };
    const abort = (): void => refuse('kernels that run', 'kernels that stopped themselves');
    const { exports } = new WebAssembly.Instance(module, { env: { memory, abort } });
    const own = set ? (load(set.module) as { readonly bind: BindKernels }).bind : undefined;
    if (set && typeof own !== 'function') refuse('a module that exports bind', 'one that does not');
    const table = bindKernels({ memory, exports, bind: own, settings: set?.settings, refuse });
    return { exports, functions: kernelNames.map((name) => table[name]) };
  };

  const report = (error: unknown): void => {
    if (Atomics.compareExchange(words, place.reasonBytes, 0, 1) === 0) {
      const reason = new TextEncoder().encode(String(error)).slice(0, maxReason);
      new Uint8Array(memory.buffer, base + wordBytes).set(reason);
      Atomics.store(words, place.reasonBytes, reason.length);
      Atomics.store(words, place.unbound, 1);
    }
    Atomics.notify(words, place.ready);
  };

  const work = (exports: WebAssembly.Exports, functions: (Kernel | undefined)[]): void => {
    const kernel = words[place.kernel]!;
    // Words are signed, addresses are not.
    const compile = (): Kernel => {
      const begin = words[place.program]! >>> 0;
      const bytes = new Uint8Array(memory.buffer, begin, words[place.programBytes]).slice();
      const program = new WebAssembly.Instance(new WebAssembly.Module(bytes), { env: { memory }, kernels: exports });
      return (functions[kernel] = program.exports['run'] as Kernel);
    };
    const run = functions[kernel] ?? compile();
    const items = words[place.items]!;
    const parts = words[place.parts]!;
    const described = words[place.described]! >>> 0;
    for (let first: number; (first = Atomics.load(words, place.next)) < items;) {
      const end = first + Math.ceil((items - first) / parts);
      if (Atomics.compareExchange(words, place.next, first, end) === first) run(described, first, end, thread);
    }
  };

  let bound: ReturnType<typeof bind>;
  try {
    bound = bind();
  } catch (error) {
    report(error);
    return;
  }
  Atomics.add(words, place.ready, 1);
  Atomics.notify(words, place.ready);
  for (let seen = 0; ;) {
    for (let turns = 0; Atomics.load(words, place.sequence) === seen; turns++) {
      if (turns < 4000) continue;
      Atomics.add(words, place.sleeping, 1);
      Atomics.wait(words, place.sequence, seen);
      Atomics.sub(words, place.sleeping, 1);
    }
    seen = Atomics.load(words, place.sequence);
    if (Atomics.load(words, place.stop) === 1) return;
    Atomics.add(words, place.busy, 1);
    try {
      if (Atomics.load(words, place.open) === 1) work(bound.exports, bound.functions);
    } catch {
      Atomics.store(words, place.failed, 1);
    }
    if (Atomics.sub(words, place.busy, 1) === 1) Atomics.notify(words, place.busy);
  }
}
