import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Every entry of every published package: the name that a program imports, and its source file, relative to the root. */
export function publicEntries(root) {
  return readdirSync(join(root, 'packages')).flatMap((folder) => {
    const manifest = JSON.parse(readFileSync(join(root, 'packages', folder, 'package.json'), 'utf8'));
    return Object.entries(manifest.exports ?? {})
      .filter(([, target]) => target.types !== undefined)
      .map(([path, { types }]) => ({
        name: manifest.name + path.slice(1),
        source: `packages/${folder}/${types.replace(/^\.\/dist\//, 'src/').replace(/\.d\.ts$/, '.ts')}`,
      }));
  });
}
