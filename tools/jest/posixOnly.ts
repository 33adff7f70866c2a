import { describe, test } from '@jest/globals';

/** `test` and `describe` for what Windows does not have, and `rows` of a table that need it. */
export interface PosixOnly {
  readonly test: typeof test | typeof test.skip;
  readonly describe: typeof describe | typeof describe.skip;
  readonly rows: <Row>(rows: readonly Row[]) => readonly Row[];
}

/** On Windows nothing of it runs, and the reason is printed. @param reason what Windows does not have, such as `a FIFO` */
export function posixOnly(reason: string, platform: string = process.platform): PosixOnly {
  if (platform !== 'win32') return { test, describe, rows: (rows) => rows };
  process.stderr.write(`left out on Windows: tests that need ${reason}\n`);
  return { test: test.skip, describe: describe.skip, rows: () => [] };
}
