import { distributionEdges, type Distribution } from '@spikegrad/nn';
import { Message } from './message.js';

/** A named value: a single number or a histogram. */
export interface Tagged {
  readonly tag: string;
  readonly value: number | Distribution;
}

/** When an event happened. */
export interface Moment {
  readonly step: number;
  /** Seconds since 1970. */
  readonly time: number;
}

const begin = ({ step, time }: Moment): Message => new Message().double(1, time).integer(2, step);

/** The first event of every file, with the format version. */
export const versionEvent = (moment: Moment): Message => begin(moment).text(3, 'brain.Event:2');

/** Marks the start of a session: TensorBoard discards values of earlier files for this step and later ones. */
export const startEvent = (moment: Moment): Message => begin(moment).message(7, new Message().integer(1, 1));

/** Values of one step. @see tensorflow/core/util/event.proto and framework/summary.proto */
export const valuesEvent = (moment: Moment, values: readonly Tagged[]): Message =>
  begin(moment).message(
    5,
    values.reduce((summary, { tag, value }) => {
      const entry = new Message().text(1, tag);
      return summary.message(1, typeof value === 'number' ? entry.float(2, value) : entry.message(5, histogram(value)));
    }, new Message()),
  );

function histogram({ count, mean, deviation, minimum, maximum, counts }: Distribution): Message {
  // Each bucket ends at its limit; the last has none.
  const limits = [...distributionEdges.map((edge) => mean + edge * deviation), Number.MAX_VALUE];
  return new Message()
    .double(1, minimum)
    .double(2, maximum)
    .double(3, count)
    .double(4, count * mean)
    .double(5, count * (deviation * deviation + mean * mean))
    .doubles(6, limits)
    .doubles(7, counts);
}
