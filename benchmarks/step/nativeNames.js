/** The names of native kernels in tables, by instruction set, the widest first. */
export const nativeNames = { avx512: 'native with AVX-512', avx2: 'native with AVX2', neon: 'native with NEON' };
