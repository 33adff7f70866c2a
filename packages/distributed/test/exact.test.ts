import { expect, test } from '@jest/globals';
import { launched, launchers } from './launchers.js';
import { exactScript, mostDifference } from './exactness.js';

/** All cases, launchers and three ranks: `npm run check:mpi`. */
const [first] = launchers;

(first ? test : test.skip)(
  'two ranks learn with OSR, OTS and batch normalisation what one learns, to 1e-12',
  async () => {
    const cases = ['OSR and OTS', 'batch normalisation', 'fewer samples than ranks'];
    const { code, out, err } = await launched(first!, 2, [exactScript, ...cases]);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    const report = JSON.parse(out) as Parameters<typeof mostDifference>[0];
    expect(Object.keys(report)).toEqual(cases);
    expect(mostDifference(report)).toBeLessThan(1e-12);
  },
);
