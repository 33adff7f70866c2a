import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { options, setOptions, sources } from '../generate/compile.mjs';

const run = promisify(execFile);
const program = fileURLToPath(new URL('replay.c', import.meta.url));
const sanitized = (names) => ['-O1', '-g', `-fsanitize=${names}`, '-fno-sanitize-recover=all'];

/**
 * How the program is compiled, and in which ways it replays a trace. `4` is on four threads. `last` is on one thread, which computes as the last one:
 * its scratch memory ends where a block ends.
 */
export const builds = {
  bits: { flags: ['-O3'], ways: ['last', '4'] },
  addresses: { flags: sanitized('address,undefined'), ways: ['last', '4'] },
  races: { flags: sanitized('thread'), ways: ['4'] },
};

/**
 * Compiles the kernels of a set with `replay.c`, and replays a trace.
 * @param folder has `shared.h`; the program is written there
 * @returns the seconds of the compiler, calls that were replayed, and what a sanitizer or a comparison said, or null @throws Error where the compiler fails
 */
export async function replay({ folder, trace, compiler, set, features, flags, ways, emulator = [], from = sources }) {
  const target = join(folder, 'replay.exe');
  const more = [...options, ...flags, ...setOptions(set, features), '-w', '-I', folder, '-I', from, '-pthread'];
  const begin = performance.now();
  await run(compiler, [...more, join(from, 'kernels.c'), program, '-o', target, '-lm']);
  const seconds = (performance.now() - begin) / 1000;
  let calls = 0;
  for (const way of ways) {
    const [command, ...words] = [...emulator, target, trace, way];
    const { stdout, stderr, error } = await run(command, words).catch((error) => ({ ...error, error }));
    if (error) return { seconds, said: stderr || error.message };
    calls += Number(stdout);
  }
  return { seconds, calls, said: null };
}
