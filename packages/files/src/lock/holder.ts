import { z } from 'zod';
import { asFileError, codeOf } from '../fileError.js';
import type { FileSystem } from '../fileSystem.js';

/** The content of a lock file: the process that holds it. */
const holderLine = z.object({
  host: z.string(),
  pid: z.number().int().positive(),
  started: z.string().nullable(),
  /** The time when it took the lock, only for the message. */
  since: z.string(),
});

export type Holder = z.infer<typeof holderLine>;

/** Reads a lock file; `null` if there is none. @throws FileError */
export const textOf = (path: string, files: FileSystem): Promise<string | null> =>
  files.read(path).then(
    (bytes) => new TextDecoder().decode(bytes),
    (cause: unknown) => (codeOf(cause) === 'ENOENT' ? null : asFileError(path, 'to read a lock')(cause)),
  );

/** The process of a lock; `null` if the file cannot be read. */
export function holderOf(text: string): Holder | null {
  try {
    return holderLine.parse(JSON.parse(text));
  } catch {
    return null;
  }
}
