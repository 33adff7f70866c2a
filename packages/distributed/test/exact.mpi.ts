import { expect, test } from '@jest/globals';
import { launched, withEachLauncher } from './launchers.js';
import { exactScript, mostDifference } from './exactness.js';

withEachLauncher((launcher) => {
  test.each([2, 3])(
    '%d ranks learn what one learns, to 1e-12, with every norm and rule',
    async (ranks) => {
      const { code, out, err } = await launched(launcher, ranks, [exactScript]);
      expect({ code, err }).toEqual({ code: 0, err: '' });
      const { 'local statistics': local, 'two runs': runs, ...cases } = JSON.parse(out) as Record<string, never>;
      expect(Object.keys(cases)).toHaveLength(17);
      expect(mostDifference(cases)).toBeLessThan(1e-12);
      expect(local).toEqual({ equal: true, differs: true });
      expect(runs).toEqual({ difference: 0 });
    },
    900_000,
  );
});
