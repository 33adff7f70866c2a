import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { findCompiler, setOptions, sets } from '../../packages/native/generate/compile.mjs';
import { fileOf } from '../step/files.js';

const run = promisify(execFile);
const source = fileURLToPath(new URL('fused.c', import.meta.url));
/** Bytes of a vector. */
const widths = { avx512: 64, avx2: 32, neon: 16 };

/**
 * Compiles a loop of fused multiply-adds on vectors of this instruction set.
 *
 * @returns what runs it and returns its GFLOP/s; `null` without a compiler
 */
export async function fusedProgram(instructions) {
  const compiler = await findCompiler();
  if (compiler === null) return null;
  const program = await fileOf(`fused-${instructions}`, async (file) => {
    const flags = setOptions(instructions, sets[process.arch][instructions]);
    await run(compiler, ['-O3', '-ffp-contract=fast', ...flags, `-DWIDTH=${widths[instructions]}`, source, '-o', file]);
  });
  return async () => Number((await run(program)).stdout);
}
