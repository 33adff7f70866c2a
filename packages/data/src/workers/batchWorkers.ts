import { Worker } from 'node:worker_threads';
import { ValueError, type CreateOptions } from '@spikegrad/core';
import type { Batch } from '../batches/batch.js';
import { checkDataset, isStored, type Dataset } from '../datasets/dataset.js';
import { tensorBatches } from '../batches/tensorBatches.js';
import type { HostBatch, Preparation } from '../batches/hostBatch.js';
import { planOf, type SamplingOptions } from '../batches/plan.js';
import { transformOf, type Recipe } from '../recipes/recipe.js';
import { inJobOrder } from './inJobOrder.js';
import type { Answer, Order, Setup } from './messages.js';
import { deserializeError, WorkerError } from './workerError.js';

/** @see BatchWorkers */
export interface BatchWorkersOptions extends Pick<Preparation, 'normalise' | 'frames'> {
  /** The transform of every image. @defaultValue none */
  readonly recipe?: Recipe;
  /** Threads that make batches. @defaultValue `1` */
  readonly workers?: number;
  /** Maximum number of batches made in advance. @defaultValue `4` */
  readonly ahead?: number;
}

/** A thread and its requested batches. */
interface Hand {
  readonly worker: Worker;
  readonly owed: Map<number, { resolve(batch: HostBatch): void; reject(error: unknown): void }>;
}

/** Workers always run the build, also if this file runs from the sources. */
const script = new URL('../../dist/workers/thread.js', import.meta.url);

/**
 * Flags of a worker. Without given flags it inherits those of the process. Given flags must not contain flags of V8,
 * such as `--max-old-space-size`. `--input-type` is removed, because it is for code from the command line and a
 * worker runs a file.
 */
const flagsOf = (flags: readonly string[]): { readonly execArgv?: string[] } =>
  flags.some((flag) => flag.startsWith('--input-type')) ? { execArgv: [] } : {};

/**
 * Makes the batches of `batches` in advance, in threads that run until `close`. They are the same, bit for bit, for
 * any number of threads. Idle threads do not keep the process alive. Node only.
 *
 * @example
 * const workers = new BatchWorkers(train, { recipe: cifarTrainRecipe() });
 * for await (const { image, label } of workers.batches([{ size: 128, seed: 1 }])) …
 * await workers.close();
 */
export class BatchWorkers {
  private readonly setup: Setup;
  private readonly count: number;
  private readonly ahead: number;
  private hands: readonly Hand[] = [];
  private next = 0;
  private failure: WorkerError | null = null;
  /** Whether `close` waits for the threads to end. */
  private isClosing = false;

  /** @throws ValueError, ShapeError for invalid options or datasets */
  constructor(dataset: Dataset, { recipe, normalise, frames, workers = 1, ahead = 4 }: BatchWorkersOptions = {}) {
    checkDataset('BatchWorkers', dataset);
    for (const [name, value] of Object.entries({ workers, ahead }))
      if (!Number.isInteger(value) || value < 1)
        throw new ValueError('BatchWorkers', `${name} of 1 or more`, String(value));
    if (recipe) transformOf(recipe); // refused here, not in a thread
    this.setup = { dataset: shared(dataset), recipe, normalise, frames };
    this.count = workers;
    this.ahead = ahead;
  }

  /**
   * The batches of several passes, one pass after the other. The passes may be infinite.
   *
   * @throws ValueError for an invalid pass; the error of a transform, with its batch; WorkerError
   */
  batches(
    passes: Iterable<SamplingOptions>,
    place: Pick<CreateOptions, 'backend' | 'dtype'> = {},
  ): AsyncGenerator<Batch, void, undefined> {
    return tensorBatches(
      inJobOrder(jobsOf(this.setup.dataset, passes), this.ahead, (job) => this.make(job)),
      place,
    );
  }

  /** Ends the threads. */
  async close(): Promise<void> {
    this.isClosing = true;
    this.fail(new WorkerError('BatchWorkers', 'workers that are not closed', 'closed workers'));
    await Promise.all(this.hands.map(({ worker }) => worker.terminate()));
  }

  private async make({ samples, pass }: Omit<Order, 'id'>): Promise<HostBatch> {
    if (this.failure) throw this.failure;
    if (this.hands.length === 0) this.hands = Array.from({ length: this.count }, () => this.hire());
    const id = this.next++;
    const hand = this.hands[id % this.count]!;
    return new Promise((resolve, reject) => {
      hand.owed.set(id, { resolve, reject });
      this.keepAlive(hand);
      hand.worker.postMessage({ id, samples, pass } satisfies Order);
    });
  }

  private hire(): Hand {
    const worker = new Worker(script, { workerData: this.setup, ...flagsOf(process.execArgv) });
    const owed: Hand['owed'] = new Map();
    const hand: Hand = { worker, owed };
    worker.on('message', (answer: Answer) => {
      if (this.failure) return; // waiting calls have been rejected, and `close` may be waiting for the end
      const waiting = owed.get(answer.id)!;
      owed.delete(answer.id);
      this.keepAlive(hand);
      if ('batch' in answer) waiting.resolve(answer.batch);
      else waiting.reject(deserializeError(answer.error));
    });
    worker.on('error', (error) => this.fail(new WorkerError('worker', 'to make batches', String(error))));
    worker.on('exit', (code) => this.fail(new WorkerError('worker', 'to make batches', `its end with code ${code}`)));
    this.keepAlive(hand);
    return hand;
  }

  /** A thread keeps the process alive only while a call waits for its batches or for its end. */
  private keepAlive({ worker, owed }: Hand): void {
    if (this.isClosing || owed.size > 0) worker.ref();
    else worker.unref();
  }

  /** Rejects all waiting and later calls. Only the first reason is kept. */
  private fail(error: WorkerError): void {
    this.failure ??= error;
    for (const hand of this.hands) {
      for (const { reject } of hand.owed.values()) reject(this.failure);
      hand.owed.clear();
      this.keepAlive(hand);
    }
  }
}

function* jobsOf(dataset: Dataset, passes: Iterable<SamplingOptions>): Generator<Omit<Order, 'id'>> {
  for (const options of passes) {
    const { pass, length, at } = planOf(dataset, options);
    for (let i = 0; i < length; i++) yield { samples: at(i), pass };
  }
}

/** The same dataset, with its bytes in shared memory. */
function shared(dataset: Dataset): Dataset {
  if (isStored(dataset)) return dataset;
  const { images } = dataset;
  if (images.buffer instanceof SharedArrayBuffer) return dataset;
  const copy = new Uint8Array(new SharedArrayBuffer(images.length));
  copy.set(images);
  return { ...dataset, images: copy };
}
