import { spawn, spawnSync } from 'node:child_process';
import { describe } from '@jest/globals';

/** A launcher of MPI on this machine. */
export interface Launcher {
  readonly name: 'Open MPI' | 'MPICH';
  readonly command: string;
  /** For any number of ranks on this machine. */
  readonly flags: readonly string[];
  /** Leaves the other ranks alone if one of them ends: flags, and a program that runs the rank. */
  readonly withoutCleanUp: { readonly flags: readonly string[]; readonly around: readonly string[] };
}

const known: readonly Launcher[] = [
  {
    name: 'Open MPI',
    command: 'mpirun.openmpi',
    flags: ['--oversubscribe'],
    withoutCleanUp: {
      flags: ['--mca', 'orte_enable_recovery', '1', '--mca', 'orte_abort_on_non_zero_status', '0'],
      around: [],
    },
  },
  {
    name: 'MPICH',
    command: 'mpirun.mpich',
    flags: [],
    // It ends the others also with this flag, so a shell hides the end of a rank from it for some seconds.
    withoutCleanUp: {
      flags: ['-disable-auto-cleanup'],
      around: ['sh', '-c', '"$0" "$@"; code=$?; sleep 8; exit $code'],
    },
  },
];

const isThere = ({ command }: Launcher): boolean => spawnSync(command, ['--version']).status === 0;

/** The launchers that are installed. The others are printed, with how to install them. */
export const launchers: readonly Launcher[] = known.filter((launcher) => {
  const found = isThere(launcher);
  if (!found)
    process.stderr.write(
      `left out: tests with ${launcher.name}, because ${launcher.command} is not there (apt-get install openmpi-bin mpich)\n`,
    );
  return found;
});

/** A group of tests for each installed launcher. */
export function withEachLauncher(body: (launcher: Launcher) => void): void {
  if (launchers.length === 0) describe.skip('no launcher of MPI is installed', () => undefined);
  else describe.each(launchers)('$name', body);
}

/** What a launched program printed, and how it ended. */
export interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
  readonly seconds: number;
}

/** @see launched */
export interface LaunchOptions {
  readonly cleanUp?: boolean;
  readonly cwd?: string;
  /** Called with what was printed so far and the process of the launcher, whenever something is printed. */
  readonly watch?: (printed: string, launcherId: number) => void;
}

/** Root may start Open MPI only with these, and one thread each leaves room for the ranks. */
const environment = { OMPI_ALLOW_RUN_AS_ROOT: '1', OMPI_ALLOW_RUN_AS_ROOT_CONFIRM: '1', NO_COLOR: '1' };

/** Runs Node on several ranks. */
export function launched(
  { command, flags, withoutCleanUp }: Launcher,
  ranks: number,
  program: readonly string[],
  { cleanUp = true, cwd, watch }: LaunchOptions = {},
): Promise<Ended> {
  const began = performance.now();
  const { flags: more, around } = cleanUp ? { flags: [], around: [] } : withoutCleanUp;
  const own = [...flags, ...more, '-n', String(ranks), ...around, process.execPath, ...program];
  const child = spawn(command, own, { env: { ...process.env, ...environment }, ...(cwd !== undefined && { cwd }) });
  let [out, err] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    out += text;
    watch?.(out + err, child.pid!);
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    err += text;
    watch?.(out + err, child.pid!);
  });
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, out, err, seconds: (performance.now() - began) / 1000 }));
  });
}
