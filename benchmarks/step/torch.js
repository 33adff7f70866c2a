import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { runProgram } from '../machine/child.js';
import { fromCaller, hasAvx512 } from '../machine/machine.js';

const named = process.env.SPIKEGRAD_PYTHON ?? 'python3';
const python = named.includes('/') ? fromCaller(named) : named;

/** OpenBLAS takes some processors for others twenty years older; builds without OpenBLAS do not look. */
const environment = hasAvx512() && !process.env.OPENBLAS_CORETYPE ? { OPENBLAS_CORETYPE: 'SkylakeX' } : {};

/** The version of PyTorch that can be measured here, or why none can. */
export async function findTorch() {
  try {
    const { stdout } = await promisify(execFile)(python, ['-c', 'import torch; print(torch.__version__)']);
    return { version: stdout.trim(), absent: null };
  } catch {
    const remedy = '`pip install torch numpy` into an environment whose python `SPIKEGRAD_PYTHON` names';
    return { version: null, absent: `not measured: PyTorch is not importable by \`${named}\`; ${remedy} adds it` };
  }
}

/** A script in PyTorch, in a process of its own. */
export const runPython = (file, options, variables = {}) =>
  runProgram(
    python,
    [fileURLToPath(file), JSON.stringify({ dtype: 'float32', channelsLast: false, warmUp: 0, ...options })],
    { ...environment, ...variables },
  );

/** Variables of glibc with which a process keeps the memory that it frees: PyTorch then asks for no pages anew at every step. */
export const keptMemory = {
  MALLOC_TRIM_THRESHOLD_: '4294967296',
  MALLOC_MMAP_THRESHOLD_: '4294967296',
  MALLOC_TOP_PAD_: '268435456',
};

/** The training step in PyTorch. */
export const runTorch = (options, variables) =>
  runPython(new URL('step.py', import.meta.url), { network: 'vgg', ...options }, variables);
