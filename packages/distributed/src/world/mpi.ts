import { writeSync } from 'node:fs';
import { inspect } from 'node:util';
import { ValueError } from '@spikegrad/core';
import { alone, type World } from '@spikegrad/nn';
import { MpiError } from '../library/errors.js';
import { launchOf, type Launch } from '../library/launch.js';
import { callsOf } from '../library/calls.js';
import { candidatesOf, loadKoffi, loadLibrary } from '../library/koffi.js';
import { MpiWorld } from './mpiWorld.js';
import { Watch } from '../watch/watch.js';

/** @see mpi */
export interface MpiOptions {
  /**
   * Path or name of the library of MPI. @defaultValue the environment variable `SPIKEGRAD_MPI_LIBRARY`, else that of the
   * launcher: `libmpi.so.40` of Open MPI or `libmpich.so.12` of MPICH
   */
  readonly library?: string;
  /** Seconds without a sign of life after which a rank is lost. @defaultValue `20` */
  readonly lostAfter?: number;
}

let world: Promise<World> | null = null;

/**
 * Joins the processes that `mpirun`, `srun` or another launcher of MPI has started. Without a launcher, or with one
 * process, it returns `alone` and loads nothing.
 *
 * If a rank ends before `close()`, fails or is silent, every other rank prints which one and exits with code 1 within
 * seconds. MPI can be begun once per process: a second call returns the same world.
 *
 * @example
 * const world = await mpi();
 * console.log(`rank ${world.rank} of ${world.size}`);
 * world.close();
 * @throws MpiError without koffi or the library, or if the library is not that of the launcher
 */
export function mpi(options: MpiOptions = {}): Promise<World> {
  const { lostAfter = 20 } = options;
  if (!(lostAfter > 2 && lostAfter < Infinity))
    throw new ValueError('mpi', 'lostAfter above 2 seconds', String(lostAfter));
  world ??= begin(options, 1000 * lostAfter);
  return world;
}

/** Whether a launcher of MPI has started this process as one of several. */
export const isLaunched = (): boolean => (launchOf(process.env)?.size ?? 1) > 1;

async function begin({ library: given }: MpiOptions, silence: number): Promise<World> {
  const launch = launchOf(process.env);
  if (!launch || launch.size === 1) return alone;
  const koffi = await loadKoffi();
  const chosen = given ?? process.env['SPIKEGRAD_MPI_LIBRARY'];
  const library = loadLibrary(koffi, chosen ? [chosen] : candidatesOf(launch.flavour));
  const calls = callsOf(library);
  calls.initialise();
  checkLaunch(launch, calls.rank(), calls.size());
  const exit = koffi.load(null).func('void _exit(int)');
  const plain = new MpiWorld(calls, launch, null);
  const watch = await Watch.begin(
    { rank: launch.rank, size: launch.size, exchange: (value) => plain.exchange(value) },
    silence,
  );
  const joined = new MpiWorld(calls, launch, watch);
  let failure: unknown = null;
  process.on('uncaughtExceptionMonitor', (error) => (failure = error));
  process.on('exit', (code) => {
    // Node would print an error only after this, and then run the destructors of MPI, which crash: those of Open MPI after
    // MPI_Finalize, those of MPICH without it.
    if (failure !== null) writeSync(2, `${inspect(failure)}\n`);
    if (!joined.isClosed)
      joined.fail(code === 0 ? 'it ended without world.close()' : `it ended with exit code ${code}`);
    exit(joined.isClosed ? code : code || 1);
  });
  return joined;
}

/** @throws MpiError if the library was started by another launcher: every process is then rank 0 of 1 */
function checkLaunch(launch: Launch, rank: number, size: number): void {
  if (rank === launch.rank && size === launch.size) return;
  const advice = 'the library of MPI and the launcher have to be of the same MPI: see the option library';
  const expected = `rank ${launch.rank} of ${launch.size}, as the launcher says (${advice})`;
  throw new MpiError('mpi', expected, `rank ${rank} of ${size}`);
}
