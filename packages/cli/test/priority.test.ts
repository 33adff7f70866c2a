import { expect, test } from '@jest/globals';
import { getPriority } from 'node:os';
import { atPriority } from '../src/commands/priority.js';

test('long runs give way to other work of the machine, unless they are told not to', async () => {
  const before = getPriority();
  expect(await atPriority('normal', () => Promise.resolve(getPriority()))).toBe(before);
  if (process.getuid?.() === 0) expect(await atPriority('low', () => Promise.resolve(getPriority()))).toBe(19);
  else console.log('lowering the priority is not tested: only root may raise it again');
  expect(getPriority()).toBe(before);
});
