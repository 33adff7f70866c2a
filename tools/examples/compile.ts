import { spawnSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Example } from './find.js';
import { argumentsOf, writeRunnerConfig } from './runner.js';

/** Documents have unused values, so these two checks are off. */
const project = {
  extends: '../../tsconfig.base.json',
  compilerOptions: {
    composite: false,
    declaration: false,
    noUnusedLocals: false,
    noUnusedParameters: false,
    // The packages' own declarations are checked where they are packed.
    skipLibCheck: true,
    lib: ['ES2023', 'DOM', 'DOM.AsyncIterable'],
    moduleDetection: 'force',
    types: ['node'],
    rootDir: 'source',
    outDir: 'compiled',
  },
  include: ['source'],
};

/** Compiles all examples as one program against the built packages; returns the compiler's errors. */
export function compile(root: string, examples: readonly Example[]): string {
  const folder = join(root, 'docs/.generated');
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(join(folder, 'source'), { recursive: true });
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(project));
  writeRunnerConfig(folder);
  for (const { module, code } of examples) {
    const path = join(folder, 'source', `${module}.ts`);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, code);
  }
  const { stdout } = spawnSync(process.execPath, ['node_modules/typescript/bin/tsc', '-p', folder], {
    cwd: root,
    encoding: 'utf8',
  });
  return stdout;
}

/** Runs one compiled example in a process of its own: by plain Node, or by the test runner that it imports. */
export function run(root: string, example: Example): { readonly output: string; readonly complaint: string } {
  const options = { cwd: root, encoding: 'utf8', timeout: 100_000 } as const;
  const { status, signal, stdout, stderr } = spawnSync(process.execPath, argumentsOf(root, example), options);
  return { output: stdout, complaint: status === 0 ? '' : `ended by ${signal ?? status}\n${stderr}${stdout}` };
}
