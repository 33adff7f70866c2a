import { batchesOf } from '@spikegrad/trainer';
import { multiplyAdds } from '../bench/multiplyAdds.js';
import { speedOf } from './markdown.js';
import type { PaperPage } from './paperPage.js';
import { planOf } from './plan.js';
import { lookAt, type Standings } from './queue.js';
import type { ReproduceOptions } from './reproduce.js';

/** The progress of one run of a page. */
export interface RunStatus {
  readonly row: string;
  readonly name: string;
  readonly seed: number;
  readonly state: Standings['standing']['state'];
  /** Whether a process on this host trains it. */
  readonly running: boolean;
  /** Number of trained batches. */
  readonly batches: number;
  /** Batches of the whole run. */
  readonly iterations: number;
  /** Trained epochs, as a fraction; `null` for a run that is not `begun`, or whose folder does not say it. */
  readonly epochs: number | null;
  /** From 0 to 1; `null` before the first batch. */
  readonly accuracy: number | null;
  /** What `accuracy` was measured on: the test; without it, the last validation; without both, the last training batches. */
  readonly measuredOn: 'test' | 'validation' | 'training' | null;
  /** An estimate of the time left on this machine, in seconds; `null` for a run that has ended. */
  readonly seconds: number | null;
}

/** The progress of every run of a page. It trains nothing and takes no lock. @throws ConfigError */
export async function statusOf(
  page: PaperPage,
  { scale, seeds, out }: Pick<ReproduceOptions, 'scale' | 'seeds' | 'out'>,
): Promise<readonly RunStatus[]> {
  const { jobs } = await planOf(page, scale, seeds, out);
  const standings = await lookAt(jobs);
  const { speed } = speedOf(standings, scale);
  return standings.map((each) => ({
    ...{ row: each.job.row.id, name: each.job.row.name, seed: each.job.seed, state: each.standing.state },
    ...progressOf(each, speed),
  }));
}

type ProgressOfRun = Omit<RunStatus, 'row' | 'name' | 'seed' | 'state'>;

/** @param speed multiply-adds per second, of the finished runs */
function progressOf({ job: { config }, standing }: Standings, speed: number): ProgressOfRun {
  const { iterations } = config;
  const nothing = { ...{ running: false, iterations, epochs: null, accuracy: null }, measuredOn: null, seconds: null };
  switch (standing.state) {
    case 'absent':
      return { ...nothing, batches: 0, seconds: multiplyAdds(config) / speed };
    case 'broken':
      return { ...nothing, batches: 0 };
    case 'diverged':
      return { ...nothing, batches: standing.after };
    case 'finished':
      return { ...nothing, batches: iterations, accuracy: standing.result.accuracy, measuredOn: 'test' };
    case 'begun': {
      const { done, running, images, validation, training, secondsPerBatch } = standing;
      const each = secondsPerBatch ?? multiplyAdds(config) / iterations / speed;
      return {
        ...{ running, batches: done, iterations, seconds: (iterations - done) * each },
        epochs: images === null ? null : done / batchesOf({ count: images }, config),
        accuracy: validation ?? training,
        measuredOn: validation !== null ? 'validation' : training === null ? null : 'training',
      };
    }
  }
  return standing satisfies never;
}
