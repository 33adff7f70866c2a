import { fileURLToPath } from 'node:url';
import { expect, test } from '@jest/globals';
import { launched, launchers } from './launchers.js';

const script = fileURLToPath(new URL('ranks/leave.mjs', import.meta.url));

/** All ways and all launchers: `npm run check:mpi`. */
const [first] = launchers;

(first ? test : test.skip)('if a rank is killed, the others name it and end by themselves', async () => {
  const { err, seconds } = await launched(first!, 3, [script, 'killed'], { cleanUp: false });
  for (const rank of [0, 2])
    expect(err).toMatch(
      new RegExp(`error: rank 1 of 3 \\(process \\d+ on \\S+\\) was lost: its connection ended; rank ${rank} ends too`),
    );
  expect(seconds).toBeLessThan(60);
});
