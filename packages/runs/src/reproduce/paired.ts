import type { Standings } from './queue.js';
import { spread } from './results.js';

/** The difference of two rows after one epoch, over the seeds that both have finished, in points of accuracy. */
export interface PairedEpoch {
  /** Counted from 1. */
  readonly epoch: number;
  readonly mean: number;
  /** Half of the 95 % interval by Student's t. */
  readonly reach: number;
}

/**
 * The comparison of two rows, seed by seed: the same seed has the same initial weights and the same order of images.
 */
export interface Pairing {
  readonly seeds: number;
  /** Validation accuracies of every epoch. */
  readonly epochs: readonly PairedEpoch[];
  /** Test accuracies at the end. */
  readonly test: Omit<PairedEpoch, 'epoch'>;
}

/**
 * 97.5 % quantiles of Student's t for 1, 2, … degrees of freedom; for more, the quantile of the normal distribution
 * is used.
 */
const quantiles = [12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262];

/** Compares the row `id` with the row `other`; `null` for fewer than two seeds that both have finished. */
export function paired(standings: readonly Standings[], id: string, other: string): Pairing | null {
  const [own, others] = [id, other].map((row) => new Map(standings.flatMap((each) => finishedIn(each, row))));
  const pairs = [...own!].flatMap(([seed, run]) => {
    const match = others!.get(seed);
    return match ? [[run, match] as const] : [];
  });
  if (pairs.length < 2) return null;
  const length = Math.min(...pairs.flat().map(({ epochs }) => epochs.length));
  const epochs = Array.from({ length }, (_, i) => ({
    epoch: i + 1,
    ...interval(pairs.map(([run, match]) => run.epochs[i]! - match.epochs[i]!)),
  }));
  return { seeds: pairs.length, epochs, test: interval(pairs.map(([run, match]) => run.test - match.test)) };
}

interface Accuracies {
  readonly epochs: readonly number[];
  readonly test: number;
}

/** Accuracies of a finished run in per cent, by its seed. */
function finishedIn({ job, standing }: Standings, row: string): readonly (readonly [number, Accuracies])[] {
  if (job.row.id !== row || standing.state !== 'finished') return [];
  const epochs = standing.figures.epochs.flatMap(({ validation }) => (validation ? [100 * validation.accuracy] : []));
  return [[job.seed, { epochs, test: 100 * standing.result.accuracy }]];
}

function interval(differences: readonly number[]): Omit<PairedEpoch, 'epoch'> {
  const { mean, deviation } = spread(differences);
  const t = quantiles[differences.length - 2] ?? 1.96;
  return { mean: mean!, reach: (t * deviation!) / Math.sqrt(differences.length) };
}

/** The text of a pairing. @param name the name of the row @param other the name of the row that it is compared with */
export function pairingText({ seeds, epochs, test }: Pairing, name: string, other: string): string {
  const end = `${name} against ${other}, paired over ${seeds} seeds: ${signed(test.mean)} ± ${test.reach.toFixed(2)} points in the test (95 %)`;
  const last = epochs.at(-1);
  if (!last) return `${end}.`;
  const sign = Math.sign(last.mean);
  const since = epochs.findLast(({ mean }) => Math.sign(mean) !== sign);
  const position = sign > 0 ? 'ahead of it' : sign < 0 ? 'behind it' : 'equal to it';
  const curves = since
    ? `The curves cross last after epoch ${since.epoch}: from then on the mean of its validation accuracies is ${position}`
    : `The curves do not cross: the mean of its validation accuracies is ${position} after every epoch`;
  const clear = epochs.filter(({ mean, reach }) => Math.abs(mean) > reach);
  const howOften = `in ${clear.length} of ${epochs.length} epochs by more than the interval`;
  return `${end}. ${curves}, ${howOften}.`;
}

const signed = (value: number): string => `${value < 0 ? '−' : '+'}${Math.abs(value).toFixed(2)}`;
