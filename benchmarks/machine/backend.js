import { wasm } from '@spikegrad/wasm';

/** WebAssembly on so many threads, or on as many as this build of it can use; `threads` says how many that are. */
export async function takeWasm(threads) {
  const backend = await wasm({ threads });
  return { backend, threads: backend.threads };
}

/** Bytes that this process held at most, as the system counts them. */
export const mostResident = () => 1024 * process.resourceUsage().maxRSS;
