import { mapKernels, sizeOf, type Backend, type Data, type KernelCall } from '@spikegrad/core';
import { gatheredInput, opOf, trafficOf, type Op } from './opOf.js';
import { spreadOf } from './spread.js';

/** The cost of one op in a training step. */
export interface OpProfile extends Op {
  /** Seconds of all its calls together, median over the timed steps. */
  readonly seconds: number;
  /** Fraction of the step, from 0 to 1. */
  readonly fraction: number;
  readonly calls: number;
  /** Bytes of all tensors that its calls read, and of all that they make. */
  readonly bytesIn: number;
  readonly bytesOut: number;
  /** Fraction of the convolution's inputs that are not 0; `null` for ops that skip no zeros. */
  readonly density: number | null;
}

/** The time of a training step by op. */
export interface Profile {
  /** The slowest first. */
  readonly ops: readonly OpProfile[];
  /** Seconds of all ops, and the time between them. */
  readonly inKernels: number;
  readonly outside: number;
  /** Fraction of the time between ops; all fractions sum to 1. */
  readonly outsideFraction: number;
}

interface Tally extends Op {
  calls: number;
  bytesIn: number;
  bytesOut: number;
  /** The number of inputs of a convolution, and of those that are not 0. */
  inputs: number;
  events: number;
}

type Listen = (call: KernelCall, run: () => unknown) => unknown;

/** Records every kernel call of a backend. The measured network uses `backend` like any other backend. */
export class Profiler {
  /** The same backend with recorded kernel calls. */
  readonly backend: Backend;
  private listen: Listen = (_call, run) => run();
  private readonly tallies = new Map<string, Tally>();
  private readonly steps: { readonly ops: ReadonlyMap<string, number>; readonly outside: number }[] = [];

  private readonly plain: Backend;

  constructor(plain: Backend) {
    this.plain = plain;
    const kernels = mapKernels(
      plain.kernels,
      (kernel, name) => (call) => this.listen([name, call] as unknown as KernelCall, () => kernel(call)),
    );
    this.backend = { ...plain, kernels };
  }

  /** Whether a call is done when it returns. Otherwise only the time to submit work is measured. */
  get timesWork(): boolean {
    return this.plain.readSync !== undefined;
  }

  /** Counts calls, bytes and densities over one step, which is not timed. */
  async count(step: () => Promise<unknown>): Promise<void> {
    const counted: Promise<void>[] = [];
    await this.hear(step, (call, run) => {
      const tally = this.tallyOf(call);
      const { bytesIn, bytesOut } = trafficOf(call);
      tally.calls++;
      tally.bytesIn += bytesIn;
      tally.bytesOut += bytesOut;
      const x = gatheredInput(call);
      if (x) {
        const size = sizeOf(x.shape);
        const take = (values: Data): void => {
          tally.inputs += size;
          for (const value of values) if (value !== 0) tally.events++;
        };
        if (this.plain.readSync) take(this.plain.readSync(x.handle, x.dtype, size));
        else counted.push(this.plain.read(x.handle, x.dtype, size).then(take));
      }
      return run();
    });
    await Promise.all(counted);
  }

  /**
   * Times every call of one step. Work that a backend does later is charged to its call. @param seconds how long the
   * step took, as it reports
   */
  async time(step: () => Promise<number>): Promise<number> {
    const ops = new Map<string, number>();
    let inKernels = 0;
    const charge: Listen = (call, run) => {
      const before = inKernels;
      const began = performance.now();
      const result = run();
      const took = (performance.now() - began) / 1000;
      // Time spent on deferred work of earlier calls belongs to those calls.
      const own = took - (inKernels - before);
      inKernels = before + took;
      const key = keyOf(this.tallyOf(call));
      ops.set(key, (ops.get(key) ?? 0) + own);
      return result;
    };
    this.plain.observeDeferred?.((call, compute) => void charge(call, compute));
    const seconds = await this.hear(step, charge).finally(() => this.plain.observeDeferred?.(null));
    this.steps.push({ ops, outside: seconds - inKernels });
    return seconds;
  }

  /** Medians over the timed steps. @throws ValueError if there are none */
  result(): Profile {
    const { steps } = this;
    const outside = spreadOf(steps.map((each) => each.outside)).median;
    const timed = [...this.tallies].map(([key, { inputs, events, ...op }]) => ({
      ...op,
      density: inputs === 0 ? null : events / inputs,
      seconds: spreadOf(steps.map(({ ops }) => ops.get(key) ?? 0)).median,
    }));
    const inKernels = timed.reduce((sum, { seconds }) => sum + seconds, 0);
    const shareOf = (seconds: number): number => seconds / (inKernels + outside);
    const ops = timed.map((op) => ({ ...op, fraction: shareOf(op.seconds) })).sort((a, b) => b.seconds - a.seconds);
    return { ops, inKernels, outside, outsideFraction: shareOf(outside) };
  }

  private async hear<R>(step: () => Promise<R>, listen: Listen): Promise<R> {
    const before = this.listen;
    this.listen = listen;
    try {
      return await step();
    } finally {
      this.listen = before;
    }
  }

  private tallyOf(call: KernelCall): Tally {
    const op = opOf(call);
    const key = keyOf(op);
    const known = this.tallies.get(key);
    if (known) return known;
    const tally = { ...op, calls: 0, bytesIn: 0, bytesOut: 0, inputs: 0, events: 0 };
    this.tallies.set(key, tally);
    return tally;
  }
}

const keyOf = ({ kernel, shape }: Op): string => `${kernel} ${shape}`;
