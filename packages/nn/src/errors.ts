import { SpikegradError } from '@spikegrad/core';

/** A module used outside the time it was made for: no sequence, a sequence within a sequence, too many steps. */
export class SequenceError extends SpikegradError {}

/** A state dict that does not fit the model; nothing was loaded. */
export class StateDictError extends SpikegradError {
  readonly missing: readonly string[];
  readonly unexpected: readonly string[];
  readonly misshaped: readonly string[];

  constructor(problems: { missing: readonly string[]; unexpected: readonly string[]; misshaped: readonly string[] }) {
    const lists = Object.entries(problems).filter(([, names]) => names.length > 0);
    super(
      'loadStateDict',
      "the model's own entries",
      lists.map(([kind, names]) => `${kind}: ${names.join(', ')}`).join('; '),
    );
    this.missing = problems.missing;
    this.unexpected = problems.unexpected;
    this.misshaped = problems.misshaped;
  }
}
