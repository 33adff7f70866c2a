import { BackendError } from '@spikegrad/core';
import { failureOf } from './errors.js';

/** A job in the queue. */
interface Job {
  readonly operation: string;
  readonly run: () => unknown;
}

/**
 * The queue of a backend. Jobs run in order, each after the previous one is done. If the queue is empty, a job runs at
 * once. After a failure no job runs.
 */
export class Queue {
  /** The first error. */
  failure: BackendError | null = null;
  /** The operation begun last. */
  operation = 'gpu';
  private jobs: Job[] = [];
  private next = 0;
  private waiting = false;

  push(operation: string, run: () => unknown): void {
    this.jobs.push({ operation, run });
    if (!this.waiting) this.advance();
  }

  /** Resolves with the result of `run`. @throws the error of an earlier job */
  ask<R>(operation: string, run: () => R | Promise<R>): Promise<R> {
    return new Promise<R>((resolve, reject) => {
      this.waiters.add(reject);
      const settle = (done: () => void): void => {
        this.waiters.delete(reject);
        done();
      };
      this.push(operation, () => {
        // Not awaited: jobs to come need not wait for a copy that is under way.
        Promise.resolve(run()).then(
          (value) => settle(() => (this.failure ? reject(this.failure) : resolve(value))),
          (reason: unknown) => this.fail(reason),
        );
      });
      if (this.failure) settle(() => reject(this.failure!));
    });
  }

  /** Rejects all waiting jobs. */
  fail(reason: unknown): void {
    this.failure ??= reason instanceof BackendError ? reason : failureOf(this.operation, reason);
    this.jobs = [];
    this.next = 0;
    const { failure } = this;
    for (const reject of this.waiters) reject(failure);
    this.waiters.clear();
  }

  /** Rejects all waiting jobs, and runs `last` after the current job. */
  end(failure: BackendError, last: () => void): void {
    this.fail(failure);
    this.last = last;
    if (!this.waiting) last();
  }

  private last = (): void => undefined;
  private readonly waiters = new Set<(reason: unknown) => void>();

  private advance(): void {
    while (!this.waiting && this.next < this.jobs.length) {
      const job = this.jobs[this.next++]!;
      if (this.failure) break;
      this.operation = job.operation;
      try {
        const pending = job.run();
        if (pending instanceof Promise) this.await(pending);
      } catch (reason) {
        this.fail(reason);
      }
    }
    if (this.next >= this.jobs.length) {
      this.jobs = [];
      this.next = 0;
    }
  }

  private await(pending: Promise<unknown>): void {
    this.waiting = true;
    const resume = (): void => {
      this.waiting = false;
      this.advance();
      this.last();
    };
    pending.then(resume, (reason: unknown) => {
      this.fail(reason);
      resume();
    });
  }
}
