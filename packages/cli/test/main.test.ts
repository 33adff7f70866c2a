import { describe, expect, jest, test } from '@jest/globals';
import { main } from '../src/main.js';

/** Ends a command, as it says its first line, with an error. */
async function endedBy(thrown: unknown): Promise<{ readonly code: number; readonly err: readonly unknown[] }> {
  const err: unknown[] = [];
  const log = jest.spyOn(console, 'log').mockImplementation(() => {
    throw thrown;
  });
  const error = jest.spyOn(console, 'error').mockImplementation((line: unknown) => void err.push(line));
  try {
    return { code: await main(['node', 'spikegrad', 'data', 'info', 'cifar10']), err };
  } finally {
    log.mockRestore();
    error.mockRestore();
  }
}

const ofSystem = (fields: object): Error => Object.assign(new Error('what the system says'), fields);

describe('an error that no command has handled', () => {
  test.each([
    [
      { code: 'ENOSPC', syscall: 'mkdir', path: '/runs' },
      '[/runs] expected to mkdir but received a full disk (ENOSPC)',
    ],
    [{ code: 'EODD', syscall: 'write' }, '[file system] expected to write but received what the system says'],
  ])('of the system is one line and ends with 1: %j', async (fields, line) => {
    expect(await endedBy(ofSystem(fields))).toEqual({ code: 1, err: [`error: ${line}`] });
  });

  test.each([
    ofSystem({}),
    ofSystem({ code: 'ERR_INVALID_ARG_TYPE' }),
    ofSystem({ syscall: 'mkdir' }),
    new TypeError('x'),
  ])('of the program is thrown as it is: %s', async (thrown) => {
    await expect(endedBy(thrown)).rejects.toBe(thrown);
  });
});
