import { readFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { resolve } from 'node:path';

/** What the figures were measured on. */
export const machine = () => ({
  processor: `${cpus()[0].model.trim()} (${process.arch}${hasAvx512() ? ', AVX-512' : ''})`,
  cores: cpus().length,
  memory: totalmem(),
  node: process.version,
});

/** Bytes that this process held at most, as the system counts them. */
export const mostResident = () => 1024 * process.resourceUsage().maxRSS;

/** A path as its writer meant it: npm starts scripts in a folder of its own, and says where it was called. */
export const fromCaller = (path) => resolve(process.env.INIT_CWD ?? '.', path);

/** Read on Linux only. */
export function hasAvx512() {
  try {
    return readFileSync('/proc/cpuinfo', 'utf8').includes('avx512f');
  } catch {
    return false;
  }
}
