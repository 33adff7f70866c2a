import { z } from 'zod';
import { asFileError, codeOf } from '../fileError.js';
import type { FileSystem } from '../fileSystem.js';

/** What a lock file says of the process that holds it. */
const holderLine = z.object({
  host: z.string(),
  pid: z.number().int().positive(),
  started: z.string().nullable(),
  /** The time at which it took the lock, only for the message. */
  since: z.string(),
});

export type Holder = z.infer<typeof holderLine>;

/** What a lock file says; `null` where there is none. @throws FileError */
export const textOf = (path: string, files: FileSystem): Promise<string | null> =>
  files.read(path).then(
    (bytes) => new TextDecoder().decode(bytes),
    (cause: unknown) => (codeOf(cause) === 'ENOENT' ? null : asFileError(path, 'to read a lock')(cause)),
  );

/** The process that a lock names; `null` where it cannot be read. */
export function holderOf(text: string): Holder | null {
  try {
    return holderLine.parse(JSON.parse(text));
  } catch {
    return null;
  }
}
