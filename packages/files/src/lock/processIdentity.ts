import { hostname } from 'node:os';
import { readRegular } from '@spikegrad/data';
import { codeOf } from '../fileError.js';

/** Identifies a process, and distinguishes it from a later one with the same number. */
export interface ProcessIdentity {
  readonly host: string;
  readonly pid: number;
  /**
   * When it started, in clock ticks since its host started: field 22 of `/proc/PID/stat`. `null` if there is no such
   * file.
   */
  readonly started: string | null;
}

/** The identity of this process. */
export const thisProcess = async (): Promise<ProcessIdentity> => ({
  host: hostname(),
  pid: process.pid,
  started: (await stateOf(process.pid))?.started ?? null,
});

/** Whether an identity is that of this process. */
export async function isThis({ host, pid, started }: ProcessIdentity): Promise<boolean> {
  const me = await thisProcess();
  return host === me.host && pid === me.pid && started === me.started;
}

/**
 * Whether a process has certainly ended. For a process on another host it is always false. Without `/proc` only the
 * number is compared, so a later process with that number counts as the same one.
 */
export async function hasEnded({ host, pid, started }: ProcessIdentity): Promise<boolean> {
  if (host !== hostname()) return false;
  if (!exists(pid)) return true;
  const found = await stateOf(pid);
  if (found === null || started === null) return false;
  return found.started !== started || /^[ZX]/.test(found.state);
}

/** Whether there is a process of this number, of any user. */
function exists(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return codeOf(error) !== 'ESRCH';
  }
}

/** State and start of a process, fields 3 and 22 of its `stat`; `null` if it cannot be read. */
async function stateOf(pid: number): Promise<{ readonly state: string; readonly started: string } | null> {
  const bytes = await readRegular(`/proc/${pid}/stat`, 'the state of a process').catch(() => null);
  if (bytes === null) return null;
  const text = Buffer.from(bytes).toString('latin1');
  // Field 2 is the name in brackets, which may contain spaces and brackets.
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  return { state: fields[0]!, started: fields[19]! };
}
