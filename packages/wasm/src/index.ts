export { wasm, type WasmOptions } from './wasm.js';
export type { WasmBackend } from './backend.js';
export { OutOfMemoryError } from '@spikegrad/core';
