import { SpikegradError } from '@spikegrad/core';

/** A config that does not say what to do; `who` is the file, the message lists every field at fault. */
export class ConfigError extends SpikegradError {
  /** Paths of the fields at fault, such as `optimizer.learningRate`. */
  readonly fields: readonly string[];

  constructor(file: string, expected: string, received: string, fields: readonly string[] = []) {
    super(file, expected, received);
    this.fields = fields;
  }
}
