import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import asc from 'assemblyscript/asc';

/** Compiles the kernels to a module of the host, which has their bytes. @param exports lines that are added to the entry */
export async function compileKernels(entry, exports) {
  const files = new Map();
  const { error, stderr } = await asc.main(
    [
      entry,
      ...['-O3', '--noAssert', '--runtime', 'stub', '--enable', 'simd'],
      ...['--importMemory', '--initialMemory', '1', '--maximumMemory', '65536'],
      // Addresses fit 32 bits; vectors cross to compiled programs only, never to JavaScript.
      ...['--disableWarning', '201', '--disableWarning', '112', '--outFile', 'kernels.wasm'],
    ],
    {
      readFile: (name, base) => {
        const path = resolve(base, name);
        const text = readSource(path);
        return path === resolve(entry) ? text + exports : text;
      },
      writeFile: (name, contents) => void files.set(name, contents),
    },
  );
  if (error) throw new Error(`the kernels do not compile: ${stderr.toString()}`);
  const bytes = files.get('kernels.wasm');
  return `/** The kernels of \`assembly/\`, compiled by \`npm run build\`, for a memory that threads share or for one of their own. */
export function kernelBytes(shared: boolean): Uint8Array<ArrayBuffer> {
  const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
  if (shared) bytes[${limitsIn(bytes)}] = 0x03;
  return bytes;
}

const base64 =
  '${Buffer.from(bytes).toString('base64')}';
`;
}

/** A comment \`// @inline\` stands for the decorator of a function, which only AssemblyScript has: so that sources are TypeScript for other tools. */
function readSource(path) {
  try {
    return readFileSync(path, 'utf8').replaceAll(/^\/\/ (@inline)$/gm, '$1');
  } catch {
    return null;
  }
}

/** Where the flags of the imported memory stand: `env`, `memory`, its kind, then the flags 0x01 (a maximum) or 0x03 (shared as well). */
function limitsIn(bytes) {
  const place = Buffer.from(bytes).indexOf('\x03env\x06memory\x02\x01', 'latin1');
  if (place < 0) throw new Error('the kernels import no memory with a maximum');
  return place + 12;
}
