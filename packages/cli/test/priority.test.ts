import { expect, test } from '@jest/globals';
import { getPriority } from 'node:os';
import { atPriority } from '../src/commands/priority.js';

test('a run has the lowest priority with --priority low, and keeps its own with normal', async () => {
  const before = getPriority();
  expect(await atPriority('normal', () => Promise.resolve(getPriority()))).toBe(before);
  if (process.getuid?.() === 0) expect(await atPriority('low', () => Promise.resolve(getPriority()))).toBe(19);
  else console.log('lowering the priority is not tested: only root may raise it again');
  expect(getPriority()).toBe(before);
});
