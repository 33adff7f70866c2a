import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import asc from 'assemblyscript/asc';
import ts from 'typescript';

/** Compiles the kernels and writes them and the threads' script into the sources as text, so that bundlers and tests need no path. Skips what is up to date. */
const here = new URL('.', import.meta.url);
const source = (name) => new URL(`../src/${name}`, here);
const kernels = source('generated/kernelBytes.ts');
const script = source('generated/threadSource.ts');

/** The modules that a thread runs, each after what it imports. */
const threadModules = ['kernels/names.ts', 'kernels/bindKernels.ts', 'threads/words.ts', 'threads/thread.ts'];

const changed = (file) => statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? -Infinity;
const isOlder = (target, sources) => changed(target) < Math.max(...sources.map(changed));
const assembly = readdirSync(here).map((name) => new URL(name, here));
mkdirSync(new URL('.', kernels), { recursive: true });
if (isOlder(kernels, [...assembly, source('kernels/ownSizes.ts')])) await compileKernels();
if (
  isOlder(
    script,
    [import.meta.url, ...threadModules.map(source)].map((url) => new URL(url)),
  )
)
  writeThread();

async function compileKernels() {
  const files = new Map();
  const { error, stderr } = await asc.main(
    [
      fileURLToPath(new URL('index.ts', here)),
      ...['-O3', '--noAssert', '--runtime', 'stub', '--enable', 'simd'],
      ...['--importMemory', '--initialMemory', '1', '--maximumMemory', '65536'],
      // Addresses fit 32 bits; vectors cross to compiled programs only, never to JavaScript.
      ...['--disableWarning', '201', '--disableWarning', '112', '--outFile', 'kernels.wasm'],
    ],
    { writeFile: (name, contents) => void files.set(name, contents) },
  );
  if (error) throw new Error(`the kernels do not compile: ${stderr.toString()}`);
  const bytes = files.get('kernels.wasm');
  writeFileSync(
    kernels,
    `/** The kernels of \`assembly/\`, compiled by \`npm run build\`, for a memory that threads share or for one of their own. */
export function kernelBytes(shared: boolean): Uint8Array<ArrayBuffer> {
  const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
  if (shared) bytes[${limitsIn(bytes)}] = 0x03;
  return bytes;
}

const base64 =
  '${Buffer.from(bytes).toString('base64')}';
`,
  );
}

/** Where the flags of the imported memory stand: `env`, `memory`, its kind, then the flags 0x01 (a maximum) or 0x03 (shared as well). */
function limitsIn(bytes) {
  const place = Buffer.from(bytes).indexOf('\x03env\x06memory\x02\x01', 'latin1');
  if (place < 0) throw new Error('the kernels import no memory with a maximum');
  return place + 12;
}

/** Joins the modules of a thread to one script, which is CommonJS in Node and a classic worker in browsers. */
function writeThread() {
  const compilerOptions = { module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ES2022, removeComments: true };
  const modules = threadModules.map((name) => {
    const { outputText } = ts.transpileModule(readFileSync(source(name), 'utf8'), { compilerOptions });
    return outputText.replaceAll(/^import .*\n/gm, '').replaceAll(/^export /gm, '');
  });
  const start = `
if (typeof WorkerGlobalScope === 'undefined') runThread(require('node:worker_threads').workerData, require);
else
  self.onmessage = ({ data }) => {
    runThread(data, (path) => {
      throw new Error('no module is loaded in a browser: ' + path);
    });
    self.close(); // in Node a thread ends with its script
  };
`;
  writeFileSync(
    script,
    `/** \`threads/thread.ts\` and what it imports, joined by \`npm run build\`. */
export const threadSource: string = ${JSON.stringify(modules.join('') + start)};
`,
  );
}
