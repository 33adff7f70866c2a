import { SpikegradError } from '@spikegrad/core';

/** A stateful module is used outside a sequence, in a sequence within a sequence, or for too many steps. */
export class SequenceError extends SpikegradError {}

/**
 * A parameter or buffer was made in the constructor of a module, and no module can find it. It would be neither learned
 * nor saved.
 */
export class HiddenParameterError extends SpikegradError {}

/** The wrong entries, by kind. */
export interface StateDictProblems {
  readonly missing: readonly string[];
  readonly unexpected: readonly string[];
  /** Each with the found and the expected value. */
  readonly mismatched: readonly string[];
}

/**
 * Entries do not fit the model or optimizer; nothing was loaded. The message names the first of them, the fields have
 * all.
 */
export class StateDictError extends SpikegradError implements StateDictProblems {
  readonly missing: readonly string[];
  readonly unexpected: readonly string[];
  readonly mismatched: readonly string[];

  constructor(problems: StateDictProblems, who = 'loadStateDict', expected = "the model's own entries") {
    const lists = Object.entries(problems).filter(([, names]: [string, readonly string[]]) => names.length > 0);
    super(who, expected, lists.map(([kind, names]) => `${kind}: ${listed(names)}`).join('; '));
    this.missing = problems.missing;
    this.unexpected = problems.unexpected;
    this.mismatched = problems.mismatched;
  }
}

/** Number of names of each kind in a message. For weights of another network all entries are wrong. */
const most = 5;

const listed = (names: readonly string[]): string =>
  names.length <= most ? names.join(', ') : `${names.slice(0, most).join(', ')} and ${names.length - most} more`;
