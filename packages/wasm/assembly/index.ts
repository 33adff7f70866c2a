export { exp4, tanh4, log4, log1p4, erf4, pow4 } from './vector/math';
export { locate } from './tensor/runs';

/** The first byte that no static data takes. */
export const heapBase: usize = __heap_base;

// `npm run build` adds an export of every kernel (generate/kernelExports.mjs).
