import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Example } from './find.js';

const compiled = 'docs/.generated/compiled';

/** Writes what vitest needs to find compiled examples, whose names are not those of tests. */
export function writeRunnerConfig(folder: string): void {
  const config = { root: folder, test: { include: ['compiled/**/*.js'] } };
  writeFileSync(join(folder, 'vitest.config.mjs'), `export default ${JSON.stringify(config)};\n`);
}

/** The arguments of Node that run a compiled example: by the test runner that it imports, or alone. */
export function argumentsOf(root: string, { module, code }: Pick<Example, 'module' | 'code'>): readonly string[] {
  if (imports(code, '@jest/globals')) {
    const config = { rootDir: join(root, compiled), testMatch: [`<rootDir>/${module}.js`], transform: {} };
    const jest = ['--experimental-vm-modules', '--no-warnings', 'node_modules/jest/bin/jest.js'];
    return [...jest, '--config', JSON.stringify(config)];
  }
  if (imports(code, 'vitest'))
    return ['node_modules/vitest/vitest.mjs', 'run', '--config', 'docs/.generated/vitest.config.mjs', `${module}.js`];
  return [`${compiled}/${module}.js`];
}

const imports = (code: string, name: string): boolean => code.includes(` from '${name}';`);
