import { SpikegradError } from '@spikegrad/core';

/** A module used outside the time it was made for: no sequence, a sequence within a sequence, too many steps. */
export class SequenceError extends SpikegradError {}

/** A parameter or buffer that was made in the constructor of a module and that no module can find: it would be neither learned nor saved. */
export class HiddenParameterError extends SpikegradError {}

/** The entries at fault, by kind. */
export interface StateDictProblems {
  readonly missing: readonly string[];
  readonly unexpected: readonly string[];
  /** Each with what was found for what was needed. */
  readonly mismatched: readonly string[];
}

/** Entries that do not fit what they were to be loaded into; nothing was loaded. The message names the first of them, the fields have all. */
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

/** Names that a message has of each kind; weights of another network are at fault in every entry. */
const most = 5;

const listed = (names: readonly string[]): string =>
  names.length <= most ? names.join(', ') : `${names.slice(0, most).join(', ')} and ${names.length - most} more`;
