import { spawnSync } from 'node:child_process';
import { npmCommand } from '../npm.mjs';

/** Runs a program, npm by `npmCommand`, and gives back what it printed; throws all of it when the program fails. */
export function command(folder, program, ...parameters) {
  const [file, ...before] = program === 'npm' ? npmCommand() : [program];
  const { status, stdout, stderr, error } = spawnSync(file, [...before, ...parameters], {
    cwd: folder,
    encoding: 'utf8',
  });
  if (error) throw error;
  if (status !== 0) throw new Error(`${program} ${parameters.join(' ')} ended by ${status}\n${stdout}${stderr}`);
  return stdout;
}
