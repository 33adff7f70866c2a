import { networkInterfaces, hostname } from 'node:os';
import { randomBytes } from 'node:crypto';
import { Worker } from 'node:worker_threads';
import type { World } from '@spikegrad/nn';
import { MpiError } from '../library/errors.js';
import type { Order, Report, WatchSetup } from './messages.js';

/** Threads always run the build, also if this file runs from the sources. */
const script = new URL('../../dist/watch/watchThread.js', import.meta.url);

/** What every rank knows of the one that listens. */
interface Centre {
  readonly host: string;
  readonly addresses: readonly string[];
  readonly port: number;
  readonly token: string;
}

/** Milliseconds that a thread gets to carry out an order. */
const patience = 3000;

/** Milliseconds that a failed call of MPI waits for the thread, which knows the rank that was lost and ends the process. */
const lossPatience = 10_000;

/**
 * A thread that is connected to the other ranks by TCP. If one of them ends too early, fails or is silent, it prints
 * which one and ends this process: the main thread waits in a call of MPI at that time and cannot.
 */
export class Watch {
  private readonly worker: Worker;
  private readonly done: Int32Array<SharedArrayBuffer>;

  private constructor(worker: Worker, done: SharedArrayBuffer) {
    this.worker = worker;
    this.done = new Int32Array(done);
  }

  /**
   * Begins to watch; all ranks call it together. @param silence milliseconds without a sign of life after which a rank
   * is lost
   */
  static async begin(
    { rank, size, exchange }: Pick<World, 'rank' | 'size' | 'exchange'>,
    silence: number,
  ): Promise<Watch> {
    const common = { rank, size, silence };
    if (rank === 0) {
      const token = randomBytes(16).toString('hex');
      const { watch, report, next } = await Watch.start({ ...common, token, centre: null });
      if (!('port' in report)) throw failed(report);
      exchange<Centre>({ host: hostname(), addresses: addressesOfThisHost(), port: report.port, token });
      return watch.connected(await next());
    }
    const centre = exchange<Centre | null>(null)[0];
    if (!centre) throw new MpiError('mpi', 'the address of rank 0', 'none');
    const hosts = centre.host === hostname() ? ['127.0.0.1', ...centre.addresses] : [...centre.addresses, centre.host];
    const { watch, report } = await Watch.start({
      ...common,
      token: centre.token,
      centre: { hosts, port: centre.port },
    });
    return watch.connected(report);
  }

  /** Tells the others that this rank ends as planned. */
  end(): void {
    this.order({ order: 'end' }, 0);
  }

  /** Tells the others that this rank fails. */
  fail(reason: string): void {
    this.order({ order: 'fail', reason }, 1);
  }

  /** Waits for the end of this process, if a rank is lost. */
  waitForLoss(): void {
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, lossPatience);
  }

  private connected(report: Report): this {
    if (!('connected' in report)) throw failed(report);
    this.worker.unref();
    return this;
  }

  private order(order: Order, word: 0 | 1): void {
    this.worker.postMessage(order);
    Atomics.wait(this.done, word, 0, patience);
  }

  private static async start(setup: Omit<WatchSetup, 'done'>): Promise<{
    readonly watch: Watch;
    readonly report: Report;
    readonly next: () => Promise<Report>;
  }> {
    const done = new SharedArrayBuffer(8);
    const worker = new Worker(script, { workerData: { ...setup, done } satisfies WatchSetup, execArgv: [] });
    const next = (): Promise<Report> =>
      new Promise((resolve, reject) => {
        worker.once('message', resolve);
        worker.once('error', reject);
      });
    return { watch: new Watch(worker, done), report: await next(), next };
  }
}

const failed = (report: Report): MpiError =>
  new MpiError('mpi', 'connections between the ranks', 'failure' in report ? report.failure : 'none');

const addressesOfThisHost = (): readonly string[] =>
  Object.values(networkInterfaces()).flatMap((each) =>
    (each ?? []).flatMap(({ address, internal, family }) => (internal || family !== 'IPv4' ? [] : [address])),
  );
