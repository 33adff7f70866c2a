import { families, kernelNames, requiredKernels, type Kernel, type KernelName, type KernelTable } from './names.js';

/**
 * The functions of another kernel set for one memory and one thread. It may return any kernel that belongs to no family, and whole families. To keep
 * a kernel of a family it returns the one of `wasm`.
 *
 * @param memory shared between all threads; its base never moves
 * @param wasm the WebAssembly kernels over the same memory
 * @param settings those of the kernel set
 */
export type BindKernels = (
  memory: WebAssembly.Memory,
  wasm: KernelTable,
  settings: unknown,
) => Partial<Record<KernelName, Kernel>>;

/** What a memory and a thread bind their kernels from. */
export interface Binding {
  readonly memory: WebAssembly.Memory;
  /** Of the WebAssembly instance over this memory. */
  readonly exports: WebAssembly.Exports;
  /** Another kernel set, if there is one. */
  readonly bind?: BindKernels | undefined;
  readonly settings?: unknown;
  /** Throws for a kernel set that is not complete. */
  readonly refuse: (expected: string, received: string) => never;
}

/** The one table of kernels of a memory and a thread, the same on the main thread and in workers. */
export function bindKernels({ memory, exports, bind, settings, refuse }: Binding): KernelTable {
  const wasm = Object.fromEntries(requiredKernels.map((name) => [name, exports[name]])) as KernelTable;
  if (bind === undefined) return wasm;
  const own = bind(memory, wasm, settings);
  for (const name of Object.keys(own) as KernelName[]) {
    if (!kernelNames.includes(name)) refuse(`names of kernels, such as ${kernelNames[0]}`, name);
    if (typeof own[name] !== 'function') refuse(`a function for ${name}`, typeof own[name]);
  }
  for (const [family, names] of Object.entries(families)) {
    const missing = names.filter((name) => own[name] === undefined);
    if (missing.length > 0 && missing.length < names.length)
      refuse(`all kernels of the family ${family}, or none`, `a set without ${missing.join(', ')}`);
  }
  return { ...wasm, ...own };
}
