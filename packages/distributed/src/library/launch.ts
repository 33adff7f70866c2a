/** What a launcher tells each process that it starts. */
export interface Launch {
  readonly rank: number;
  readonly size: number;
  readonly localRank: number;
  /** The MPI that the launcher belongs to; `null` if its variables do not tell. */
  readonly flavour: 'openmpi' | 'mpich' | null;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** The variables of one launcher: those that must exist, and the one with the local rank. */
interface Launcher {
  readonly flavour: Launch['flavour'];
  readonly rank: string;
  readonly size: string;
  readonly localRank: readonly string[];
}

/**
 * In the order in which they count: `srun` sets its own variables beside those of PMI and PMIx. `SLURM_STEP_NUM_TASKS`
 * exists in steps of `srun` only, `SLURM_NTASKS` also in a batch script, which is one process.
 */
const launchers: readonly Launcher[] = [
  {
    ...{ flavour: 'openmpi', rank: 'OMPI_COMM_WORLD_RANK', size: 'OMPI_COMM_WORLD_SIZE' },
    localRank: ['OMPI_COMM_WORLD_LOCAL_RANK'],
  },
  { flavour: 'mpich', rank: 'PMI_RANK', size: 'PMI_SIZE', localRank: ['MPI_LOCALRANKID', 'SLURM_LOCALID'] },
  { flavour: null, rank: 'PMIX_RANK', size: 'SLURM_STEP_NUM_TASKS', localRank: ['SLURM_LOCALID'] },
  { flavour: null, rank: 'SLURM_PROCID', size: 'SLURM_STEP_NUM_TASKS', localRank: ['SLURM_LOCALID'] },
];

/** The launch of this process; `null` if no launcher has started it. */
export function launchOf(environment: Environment): Launch | null {
  for (const { flavour, rank, size, localRank } of launchers) {
    const numbers = [rank, size].map((name) => whole(environment[name]));
    if (numbers[0] === null || !numbers[1]) continue;
    const local = localRank.map((name) => whole(environment[name])).find((value) => value !== null);
    return { rank: numbers[0]!, size: numbers[1], localRank: local ?? 0, flavour };
  }
  return null;
}

const whole = (text: string | undefined): number | null =>
  text !== undefined && /^\d{1,9}$/.test(text) ? Number(text) : null;
