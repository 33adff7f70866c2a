import { mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { instrument, packageOf } from './list.mjs';

const keyOf = (file, mutator, replacement, { start, end }) =>
  JSON.stringify([file, mutator, replacement, start.line, start.column, end.line, end.column]);

/** The tests of one package that run each mutant's switch: `[test file, names of tests, seconds]`, quickest first. */
async function readRecords(sandbox, folder) {
  const records = [];
  for (const name of await readdir(join(sandbox.folder, folder))) {
    const { mutantCoverage, seconds } = JSON.parse(await sandbox.read(`${folder}/${name}`));
    records.push({ file: name.replace(/\.json$/, ''), seconds, ...mutantCoverage });
  }
  return (id) =>
    records
      .map(({ file, seconds, perTest, static: loading }) => {
        // Code that runs while a file is loaded counts for each of its tests.
        const tests = Object.keys(seconds).filter((test) => loading[id] > 0 || perTest[test]?.[id] > 0);
        return { file, tests, seconds: tests.reduce((sum, test) => sum + seconds[test], 0) };
      })
      .filter(({ tests }) => tests.length > 0)
      .sort((a, b) => a.seconds - b.seconds);
}

/**
 * Runs the tests of one package once, with switches in the place of its drawn mutants.
 * @returns for each of these mutants the tests of the package that run it
 */
export async function coverageOf(sandbox, name, drawn) {
  const mine = drawn.filter(({ file }) => packageOf(file) === name);
  const files = [...new Set(mine.map(({ file }) => file))];
  const sources = new Map(await Promise.all(files.map(async (file) => [file, await sandbox.read(file)])));
  const inFile = (file) => mine.filter((mutant) => mutant.file === file).map(({ location }) => location);
  const result = await instrument(
    files.map((file) => ({ name: file, mutate: inFile(file), content: sources.get(file) })),
  );
  for (const { name: file, content } of result.files) await sandbox.write(file, content);
  const folder = `record/${name}`;
  await mkdir(join(sandbox.folder, folder), { recursive: true });
  const variables = { MUTANTS_RECORD: join(sandbox.folder, folder) };
  const { end, said } = await sandbox.jest([`packages/${name}/test/`], { variables });
  for (const [file, content] of sources) await sandbox.write(file, content);
  if (end !== 'passed') throw new Error(`the tests of ${name} fail without a mutant:\n${said}`);

  const testsOf = await readRecords(sandbox, folder);
  const ids = new Map(
    result.mutants.map(({ id, fileName, mutatorName, replacement, location }) => [
      keyOf(fileName, mutatorName, replacement, location),
      id,
    ]),
  );
  return mine.map((mutant) => {
    const { file, mutator, replacement, location } = mutant;
    return { ...mutant, tests: testsOf(ids.get(keyOf(file, mutator, replacement, location))) };
  });
}
