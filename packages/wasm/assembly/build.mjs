import { statSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import asc from 'assemblyscript/asc';

/** Compiles the kernels and writes them into the sources as text, so that bundlers and tests need no path. Skips what is up to date. */
const here = new URL('.', import.meta.url);
const target = new URL('../src/generated/kernelBytes.ts', here);
const changed = (file) => statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? -Infinity;
const newest = Math.max(...readdirSync(here).map((name) => changed(new URL(name, here))));
if (changed(target) < newest) await build();

async function build() {
  const files = new Map();
  const { error, stderr } = await asc.main(
    [
      fileURLToPath(new URL('index.ts', here)),
      ...['-O3', '--noAssert', '--runtime', 'stub', '--enable', 'simd', '--importMemory', '--initialMemory', '16'],
      // Addresses fit 32 bits; vectors cross to compiled programs only, never to JavaScript.
      ...['--disableWarning', '201', '--disableWarning', '112', '--outFile', 'kernels.wasm'],
    ],
    { writeFile: (name, contents) => void files.set(name, contents) },
  );
  if (error) throw new Error(`the kernels do not compile: ${stderr.toString()}`);
  const text = Buffer.from(files.get('kernels.wasm')).toString('base64');
  mkdirSync(new URL('.', target), { recursive: true });
  writeFileSync(
    target,
    `/** The kernels of \`assembly/\`, compiled by \`npm run build\`. */
export const kernelBytes = (): Uint8Array<ArrayBuffer> => Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));

const base64 =
  '${text}';
`,
  );
}
