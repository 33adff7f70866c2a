import { constants, getPriority, setPriority } from 'node:os';
import { Option } from 'commander';

const priorities = ['low', 'normal'] as const;
/** `low` is the lowest priority of the operating system; `normal` leaves it as it is. */
export type Priority = (typeof priorities)[number];

/** `--priority`. @defaultValue `'low'` */
export const priorityOption = (): Option =>
  new Option('--priority <kind>', 'low lets other programs run first').choices(priorities).default('low');

/**
 * Runs a function at a priority of the operating system. Threads that it starts have the same priority.
 *
 * @param run the work
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
      // Only a privileged user may raise a priority again; the command ends here.
    }
  }
}
