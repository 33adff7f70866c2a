import { beforeAll, expect, test } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The template against the built packages; `npm run check:packages` tests a copy against packed ones. */
const root = fileURLToPath(new URL('..', import.meta.url));
const folder = join(root, 'docs/template');

function run(...parameters: readonly string[]): string {
  const { status, stdout, stderr } = spawnSync(process.execPath, parameters, { cwd: folder, encoding: 'utf8' });
  expect(status === 0 ? '' : `ended by ${status}\n${stderr}${stdout}`).toBe('');
  return stdout;
}

beforeAll(() => {
  rmSync(join(folder, 'dist'), { recursive: true, force: true });
  run(join(root, 'node_modules/typescript/bin/tsc'), '-p', '.');
});

test('the template passes its tests', () => {
  const files = readdirSync(join(folder, 'dist/test')).filter((name) => name.endsWith('.test.js'));
  const output = run('--test', '--test-reporter=tap', ...files.map((name) => `dist/test/${name}`));
  expect(output).toMatch(/^# pass [1-9]\d*$/m);
  expect(output).toMatch(/^# fail 0$/m);
}, 300_000);

test('its training reaches the accuracy that docs/fork-it.md names', () => {
  const accuracies = [...run('dist/src/train.js', 'train.json').matchAll(/accuracy ([\d.]+) %/g)].map(([, accuracy]) =>
    Number(accuracy),
  );
  expect(accuracies).toHaveLength(4);
  expect(accuracies.at(-1)).toBeGreaterThan(92);
});
