import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

/**
 * Program and first parameters that run npm by this Node. On Windows the command `npm` is a script of the shell, which Node does not start.
 * @throws Error where npm is neither what started this process nor beside Node
 */
export function npmCommand() {
  const beside = dirname(process.execPath);
  const known = [
    process.env.npm_execpath,
    join(beside, 'node_modules/npm/bin/npm-cli.js'),
    join(beside, '../lib/node_modules/npm/bin/npm-cli.js'),
  ];
  const script = known.find((path) => path?.endsWith('npm-cli.js') && existsSync(path));
  if (script) return [process.execPath, script];
  if (process.platform === 'win32') throw new Error(`npm was not found beside ${process.execPath}`);
  return ['npm'];
}
