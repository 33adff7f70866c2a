import { readdirSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { compile, findCompiler, sets, shared } from './compile.mjs';

/** Compiles the kernels where that can be done, or says in one line why not. Skips what is up to date. */
const folder = fileURLToPath(new URL('..', import.meta.url));
const { platform, arch } = process;
const target = `${folder}dist/spikegrad-${platform}-${arch}.node`;
const filesIn = (name) => readdirSync(folder + name, { recursive: true }).map((file) => `${folder}${name}/${file}`);
const changed = (file) => statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? -Infinity;
const newest = Math.max(...[...filesIn('kernels'), ...filesIn('generate'), ...shared].map(changed));

async function build() {
  if (changed(target) >= newest) return;
  const say = (reason) => console.log(`native kernels are not built: ${reason}`);
  if (!sets[arch] || platform === 'win32') return say(`there are none for ${platform} on ${arch}`);
  const compiler = await findCompiler();
  if (!compiler) return say('no C compiler is found (cc, gcc, clang, or the one that CC names)');
  try {
    await compile(compiler, target, sets[arch]);
  } catch (error) {
    say(error.stderr ? `${compiler} fails\n${error.stderr}` : error.message);
  }
}

await build();
