import { hostname } from 'node:os';
import type { FileSystem } from '../fileSystem.js';
import { holderOf, textOf } from './holder.js';
import { hasEnded, isThis } from './processIdentity.js';

/** The process that holds a lock. */
export interface OtherHolder {
  readonly host: string;
  readonly pid: number;
  /** Whether it runs on this host; the state of a process on another host is unknown. */
  readonly runsHere: boolean;
}

/** The process that holds a lock, if it is another one and may still run. It takes no lock. @throws FileError */
export async function otherHolder(path: string, files: FileSystem): Promise<OtherHolder | null> {
  const text = await textOf(path, files);
  const holder = text === null ? null : holderOf(text);
  if (!holder || (await isThis(holder)) || (await hasEnded(holder))) return null;
  const { host, pid } = holder;
  return { host, pid, runsHere: host === hostname() };
}
