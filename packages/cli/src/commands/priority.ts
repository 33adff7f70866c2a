import { constants, getPriority, setPriority } from 'node:os';
import { Option } from 'commander';

const priorities = ['low', 'normal'] as const;
export type Priority = (typeof priorities)[number];

export const priorityOption = (): Option =>
  new Option('--priority <kind>', 'low gives way to whatever else the machine does').choices(priorities).default('low');

/**
 * Does long work at a priority of the operating system. Threads that begin within have it too; on Linux each thread has a priority of its own.
 *
 * @param run what is done
 */
export async function atPriority<R>(priority: Priority, run: () => Promise<R>): Promise<R> {
  if (priority === 'normal') return run();
  const before = getPriority();
  setPriority(constants.priority.PRIORITY_LOW);
  try {
    return await run();
  } finally {
    try {
      setPriority(before);
    } catch {
      // Only a privileged user may raise a priority again, and the command ends here.
    }
  }
}
