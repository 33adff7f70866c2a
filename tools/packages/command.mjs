import { spawnSync } from 'node:child_process';

/** Runs a program and gives back what it printed; throws all of it when the program fails. */
export function command(folder, program, ...parameters) {
  const { status, stdout, stderr, error } = spawnSync(program, parameters, { cwd: folder, encoding: 'utf8' });
  if (error) throw error;
  if (status !== 0) throw new Error(`${program} ${parameters.join(' ')} ended by ${status}\n${stdout}${stderr}`);
  return stdout;
}
