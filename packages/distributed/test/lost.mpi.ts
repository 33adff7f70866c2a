import { fileURLToPath } from 'node:url';
import { expect, test } from '@jest/globals';
import { launched, withEachLauncher } from './launchers.js';

const script = fileURLToPath(new URL('ranks/leave.mjs', import.meta.url));

const ways = [
  ['killed', 'was lost: its connection ended'],
  ['throws', 'failed: it ended with exit code 1'],
  ['exits', 'failed: it ended without world.close()'],
  ['silent', 'was lost: no sign of it for 3 s'],
] as const;

withEachLauncher((launcher) => {
  test.each(ways)('if a rank is %s, the others end and say: %s', async (way, sentence) => {
    // A stopped process cannot end with the others, so it is ended here, once, after both have noticed.
    let isEnded = way !== 'silent';
    const watch = (printed: string): void => {
      const stopped = /^1 (\d+)$/m.exec(printed)?.[1];
      if (isEnded || !stopped || printed.match(/ends too/g)?.length !== 2) return;
      isEnded = true;
      process.kill(Number(stopped), 'SIGKILL');
    };
    const { err, out } = await launched(launcher, 3, [script, way], { cleanUp: false, watch });
    const lines = err.split('\n').filter((line) => line.startsWith('error: rank 1 of 3'));
    expect(lines.map((line) => line.replace(/\(process \d+ on \S+\)/, '(…)')).sort()).toEqual(
      [0, 2].map((rank) => `error: rank 1 of 3 (…) ${sentence}; rank ${rank} ends too. Saved checkpoints are kept`),
    );
    expect(out.match(/^[012] \d+$/gm)).toHaveLength(3);
    if (way === 'throws') expect(err).toContain('Error: the reason');
  });
});
