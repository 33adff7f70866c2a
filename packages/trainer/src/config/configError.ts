import { SpikegradError } from '@spikegrad/core';

/** A config with faults. `who` is the file; the message lists the fields. */
export class ConfigError extends SpikegradError {
  /** Paths of the faulty fields, such as `optimizer.learningRate`. */
  readonly fields: readonly string[];

  constructor(file: string, expected: string, received: string, fields: readonly string[] = []) {
    super(file, expected, received);
    this.fields = fields;
  }
}
