import { readdirSync } from 'node:fs';
import { join } from 'node:path';

/** The files of a folder and of its folders, relative to it, with slashes on every system. */
export const filesBelow = (folder) =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) =>
      join(entry.parentPath, entry.name)
        .slice(folder.length + 1)
        .replaceAll('\\', '/'),
    );
