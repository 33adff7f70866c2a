import { join } from 'node:path';
import { mutated, packageOf } from './list.mjs';

/** Seconds that a run may compute: twice those of the same tests with switches in place, and what jest needs to start. */
const limitOf = (tests) => Math.ceil(15 + 2 * tests.reduce((sum, { seconds }) => sum + seconds, 0));

/** Runs the tests that cover a mutant, with the mutant. @returns `killed`, `timeout`, `survived` or `not covered` */
export async function judge(sandbox, mutant) {
  const { file, tests } = mutant;
  if (tests.length === 0) return 'not covered';
  const source = await sandbox.read(file);
  await sandbox.write(file, mutated(source, mutant));
  await sandbox.write('plan.json', JSON.stringify(Object.fromEntries(tests.map(({ file, tests }) => [file, tests]))));
  try {
    const { end } = await sandbox.jest(
      tests.map(({ file }) => `packages/${packageOf(mutant.file)}/test/${file}`),
      {
        variables: { MUTANTS_PLAN: join(sandbox.folder, 'plan.json') },
        flags: ['--bail', '--testSequencer', join(sandbox.folder, 'tools/mutants/shortestFirst.mjs')],
        limit: limitOf(tests),
      },
    );
    return { passed: 'survived', failed: 'killed', timeout: 'timeout' }[end];
  } finally {
    await sandbox.write(file, source);
  }
}
