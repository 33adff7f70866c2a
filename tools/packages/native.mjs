import { deepEqual, equal } from 'node:assert/strict';
import { copyFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { findCompiler } from '../../packages/native/generate/compile.mjs';
import { platforms } from '../../packages/native/generate/platforms.mjs';
import { command } from './command.mjs';
import { installFrom, startRegistry } from './registry.mjs';

/** What a training on native kernels imports. */
const picked = ['native', 'neurons', 'normalization', 'nn', 'wasm', 'core'].map((name) => `@spikegrad/${name}`);
const program = 'nativeConsumer.mjs';

/** Checks that `@spikegrad/native` installs its kernels without scripts, and that other packages work without them. */
export async function checkNative(root, temporary, packed, claim) {
  const platform = `${process.platform}-${process.arch}`;
  if (!(platform in platforms) || (await findCompiler()) === null)
    return console.log(`packages of native kernels are not checked: no compiler, or ${platform} has no package`);
  const folder = join(temporary, 'native');
  await claim(`@spikegrad/native and its kernels for ${platform} pack`, () =>
    command(root, 'npm', 'run', '--silent', 'pack:native', '--', folder, platform),
  );
  const [kernels, main] = readdirSync(folder)
    .map((name) => join(folder, name))
    .sort();
  const others = packed.filter(({ name }) => picked.includes(name) && name !== picked[0]).map(({ tarball }) => tarball);
  const registry = await startRegistry([...others, main, kernels]);
  const train = (project) => {
    copyFileSync(join(root, 'tools/packages', program), join(project, program));
    return command(project, process.execPath, program).trim();
  };
  try {
    const here = join(temporary, 'with-kernels');
    await claim(
      `it installs with scripts disabled, brings the kernels for ${platform} alone and trains on them`,
      async () => {
        const installed = await installFrom(registry.address, here, picked);
        deepEqual(
          installed.filter((name) => name.startsWith('native-')),
          [`native-${platform}`],
        );
        equal(train(here).split(' ')[0], 'native');
      },
    );
    for (const [where, options] of Object.entries(elsewhere)) {
      const project = join(temporary, `without-kernels-${where}`);
      await claim(`it installs ${where} without kernels, where WebAssembly trains`, async () => {
        const installed = await installFrom(registry.address, project, picked, options);
        deepEqual(
          installed.filter((name) => name.startsWith('native-')),
          [],
        );
        equal(train(project).split(' ')[0], 'wasm');
      });
    }
  } finally {
    registry.close();
  }
}

/** Platforms without a package, as npm is told of them. */
const elsewhere = {
  'on musl': ['--os=linux', `--cpu=${process.arch}`, '--libc=musl'],
  'on RISC-V': ['--os=linux', '--cpu=riscv64', '--libc=glibc'],
};
