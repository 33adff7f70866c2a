/** Instruction sets that kernels are compiled for: 16, 8 and 4 floats in a vector. */
export const instructionSets = ['avx512', 'avx2', 'neon'] as const;

export type InstructionSet = (typeof instructionSets)[number];
