import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import asc from 'assemblyscript/asc';

/** Compiles the kernels and writes them and the threads' script into the sources as text, so that bundlers and tests need no path. Skips what is up to date. */
const here = new URL('.', import.meta.url);
const target = new URL('../src/generated/kernelBytes.ts', here);
const changed = (file) => statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? -Infinity;
const sources = [...readdirSync(here), '../src/sizes.ts'];
const newest = Math.max(...sources.map((name) => changed(new URL(name, here))));
if (changed(target) < newest) await build();

async function build() {
  const files = new Map();
  const { error, stderr } = await asc.main(
    [
      fileURLToPath(new URL('index.ts', here)),
      ...[
        '-O3',
        '--noAssert',
        '--runtime',
        'stub',
        '--enable',
        'simd',
        '--importMemory',
        '--initialMemory',
        '1',
        '--maximumMemory',
        '65536',
      ],
      // Addresses fit 32 bits; vectors cross to compiled programs only, never to JavaScript.
      ...['--disableWarning', '201', '--disableWarning', '112', '--outFile', 'kernels.wasm'],
    ],
    { writeFile: (name, contents) => void files.set(name, contents) },
  );
  if (error) throw new Error(`the kernels do not compile: ${stderr.toString()}`);
  const kernels = files.get('kernels.wasm');
  const text = Buffer.from(kernels).toString('base64');
  mkdirSync(new URL('.', target), { recursive: true });
  writeFileSync(
    new URL('workerSource.ts', target),
    `/** \`assembly/worker.js\`, inlined by \`npm run build\`. */
export const workerSource: string = ${JSON.stringify(readFileSync(new URL('worker.js', here), 'utf8'))};
`,
  );
  writeFileSync(
    target,
    `/** The kernels of \`assembly/\`, compiled by \`npm run build\`, for a memory that threads share or for one of their own. */
export function kernelBytes(shared: boolean): Uint8Array<ArrayBuffer> {
  const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
  if (shared) bytes[${limitsIn(kernels)}] = 0x03;
  return bytes;
}

const base64 =
  '${text}';
`,
  );
}

/** Where the flags of the imported memory stand: `env`, `memory`, its kind, then the flags 0x01 (a maximum) or 0x03 (shared as well). */
function limitsIn(bytes) {
  const place = Buffer.from(bytes).indexOf('\x03env\x06memory\x02\x01', 'latin1');
  if (place < 0) throw new Error('the kernels import no memory with a maximum');
  return place + 12;
}
