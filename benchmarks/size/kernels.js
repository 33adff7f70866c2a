import { wasm } from '@spikegrad/wasm';
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { npmCommand } from '../../tools/npm.mjs';

/** The kernels as the engine sees them: the bytes of every module that a backend is made of. */
export function kernelSizes() {
  const { WebAssembly } = globalThis;
  const { Module } = WebAssembly;
  const modules = [];
  WebAssembly.Module = class extends Module {
    constructor(bytes) {
      super(bytes);
      modules.push(Buffer.from(bytes));
    }
  };
  try {
    wasm({ threads: 1 });
  } finally {
    WebAssembly.Module = Module;
  }
  return modules.map((bytes) => ({
    bytes: bytes.length,
    gzip: gzipSync(bytes, { level: 9 }).length,
    brotli: brotliCompressSync(bytes).length,
  }));
}

/** What `npm pack` makes of the package, source maps included. */
export function packedSize() {
  const folder = fileURLToPath(new URL('../../packages/wasm', import.meta.url));
  const [npm, ...before] = npmCommand();
  const said = execFileSync(npm, [...before, 'pack', '--dry-run', '--json'], {
    cwd: folder,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const [{ size, unpackedSize }] = JSON.parse(said);
  return { packed: size, unpacked: unpackedSize };
}
