import { afterAll, expect, test } from '@jest/globals';
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const script = fileURLToPath(new URL('prepack.mjs', import.meta.url));
const licence = fileURLToPath(new URL('../LICENSE', import.meta.url));
const node = (folder: string, ...parameters: readonly string[]) =>
  promisify(execFile)(process.execPath, parameters, { cwd: folder });

const source = `/** Fails. */
interface Options {
  readonly name: string;
}

export function fail({ name }: Options): never {
  // A comment moves what comes after it.
  throw new Error(\`this is \${name}\`);
}
`;

let folder: string;
afterAll(() => rm(folder, { recursive: true, force: true }));

test('what is packed is JavaScript without comments, whose map leads a stack trace to the TypeScript, and the licence', async () => {
  folder = await mkdtemp(join(tmpdir(), 'prepack-'));
  for (const part of ['src/deep', 'src/generated', 'dist/deep', 'dist/generated'])
    await mkdir(join(folder, part), { recursive: true });
  await writeFile(join(folder, 'package.json'), '{ "type": "module" }');
  await writeFile(join(folder, 'src/deep/fail.ts'), source);
  await writeFile(join(folder, 'src/generated/bytes.ts'), `export const bytes: string = 'AGFzbQ=='; // a module`);
  await node(folder, script);

  const [code, map] = await Promise.all(
    ['fail.js', 'fail.js.map'].map((name) => readFile(join(folder, 'dist/deep', name), 'utf8')),
  );
  expect(code).toBe(
    'export function fail({ name }) {\n    throw new Error(`this is ${name}`);\n}\n//# sourceMappingURL=fail.js.map',
  );
  expect(JSON.parse(map!)).toMatchObject({ sources: ['../../src/deep/fail.ts'], sourcesContent: [source] });
  expect(await readdir(join(folder, 'dist/generated'))).toEqual(['bytes.js']);
  expect(await readFile(join(folder, 'dist/generated/bytes.js'), 'utf8')).toBe(`export const bytes = 'AGFzbQ==';\n`);
  expect(await readFile(join(folder, 'LICENSE'))).toEqual(await readFile(licence));

  await rm(join(folder, 'src'), { recursive: true }); // no source is there in a user's project
  const call = `import('./dist/deep/fail.js').then(({ fail }) => fail({ name: 'it' }))`;
  await expect(node(folder, '--enable-source-maps', '--eval', call)).rejects.toMatchObject({
    stderr: expect.stringMatching(/src\/deep\/fail\.ts:8:9/),
  });
});
