/** What native kernels are called in tables, by their instruction set, the widest first. */
export const nativeNames = { avx512: 'native with AVX-512', avx2: 'native with AVX2', neon: 'native with NEON' };
