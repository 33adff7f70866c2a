/** What differs between Node and browsers: the number of processors, and how a worker is started. */

interface NodeWorker {
  on(event: 'error' | 'exit', listener: () => void): NodeWorker;
  unref(): void;
}
interface NodeModules {
  'node:worker_threads': { Worker: new (source: string, options: object) => NodeWorker };
  'node:os': { availableParallelism(): number };
}
interface Host {
  readonly process?: { getBuiltinModule?<Name extends keyof NodeModules>(name: Name): NodeModules[Name] };
  readonly navigator?: { readonly hardwareConcurrency?: number };
  readonly document?: unknown;
  readonly Worker?: new (url: string) => { onerror: (() => void) | null; postMessage(message: unknown): void };
}

const host = globalThis as unknown as Host;
const builtin = <Name extends keyof NodeModules>(name: Name): NodeModules[Name] | undefined =>
  host.process?.getBuiltinModule?.(name);

/** The number of logical processors; 1 where it is not known. */
export const processors = (): number =>
  builtin('node:os')?.availableParallelism() ?? host.navigator?.hardwareConcurrency ?? 1;

/** Why threads cannot share memory here; null where they can. */
export function threadsRefused(): string | null {
  if (typeof SharedArrayBuffer === 'undefined')
    return 'SharedArrayBuffer is missing; a page needs the headers COOP: same-origin and COEP: require-corp';
  if (host.document !== undefined) return 'the main thread of a page must not wait; create the backend in a worker';
  if (!builtin('node:worker_threads') && !host.Worker) return 'workers are missing';
  return null;
}

/**
 * Starts a worker from its source text and passes `data` to it. The worker does not keep the process alive. @param ended called when the worker
 * ends or fails; in browsers only when it fails
 */
export function startWorker(source: string, data: object, ended: () => void): void {
  const threads = builtin('node:worker_threads');
  if (threads) {
    new threads.Worker(source, { eval: true, workerData: data }).on('error', ended).on('exit', ended).unref();
  } else {
    const url = URL.createObjectURL(new Blob([source], { type: 'text/javascript' }));
    const worker = new host.Worker!(url);
    worker.onerror = ended;
    worker.postMessage(data);
  }
}
