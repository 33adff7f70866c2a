export { wasm } from './wasm.js';
export { OutOfMemoryError } from './pool.js';
