import { fileURLToPath } from 'node:url';
import { expect, test } from '@jest/globals';
import { launched, withEachLauncher } from './launchers.js';

const script = fileURLToPath(new URL('ranks/contract.mjs', import.meta.url));

/** The checks of `ranks/contract.mjs`, which every rank of a real launch runs. */
const claims = [
  'ranks are numbered from 0',
  'a second call of mpi returns the same world',
  'allreduce sums numbers of both types',
  'allreduce takes minima and maxima',
  'allreduce works in place on shared memory and on WebAssembly memory',
  'allreduce gives all ranks the same bits, at every length',
  'broadcast sends numbers and bytes of any rank',
  'gather returns the values of all ranks in order',
  'exchange carries any value of any size',
  'barrier waits for the last rank',
  'wrong values fail with a ValueError before anything is sent',
  'a closed world fails with a ValueError',
];

withEachLauncher((launcher) => {
  test('three processes of one launch fulfil the contract of a world', async () => {
    const { code, out, err } = await launched(launcher, 3, [script]);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(JSON.parse(out)).toEqual(Object.fromEntries(claims.map((claim) => [claim, []])));
  });
});
