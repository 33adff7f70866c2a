import { createRequire } from 'node:module';
import { createBackend, kernelNames } from '../../wasm/dist/kernels.js';
import { findKernels } from '../dist/addon.js';
import { observeMachines } from './gaps.mjs';
import { Trace } from './trace.mjs';
import { runWorkloads } from './workloads.mjs';

/** Threads that scratch memory is recorded for. All calls are recorded on one. */
const threads = 4;

/** Bytes of the memory that a trace may name. */
const memoryBytes = 2 ** 28;

/**
 * Writes every native kernel call of the workloads into a file, with the best kernels that the processor has.
 * @returns the calls by kernel, the set that was recorded and its addon @throws Error for a kernel that was not called
 */
export async function record(path) {
  const { instructions, set } = findKernels(undefined);
  const { bind } = createRequire(import.meta.url)(set.module);
  const names = Object.keys(bind(new WebAssembly.Memory({ initial: 1, maximum: 1, shared: true }), {}, instructions));
  const trace = new Trace(path, memoryBytes);
  observeMachines({
    begin: (block) => trace.begin(block),
    end: (pointer) => trace.end(pointer),
    around({ kernel, ...call }) {
      const name = kernelNames[kernel];
      if (names.includes(name)) trace.call(name, call);
      else call.run();
    },
  });
  await runWorkloads(createBackend(threads, { sharedFrom: Infinity, kernels: set }));
  trace.close();
  const missing = names.filter((name) => !trace.calls.has(name));
  if (missing.length > 0) throw new Error(`no workload calls ${missing.join(', ')}`);
  return { instructions, module: set.module, calls: trace.calls };
}
