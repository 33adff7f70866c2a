/** The fields of every error of Spikegrad: where it comes from, what was expected and what was received. */
export interface ErrorDetails {
  /** The operation, class or file that fails. */
  readonly who: string;
  /** What was expected. */
  readonly expected: string;
  /** What was received. */
  readonly received: string;
}

/** The base class of all errors of Spikegrad; `[who] expected … but received …`. */
export class SpikegradError extends Error implements ErrorDetails {
  readonly who: string;
  readonly expected: string;
  readonly received: string;

  constructor(who: string, expected: string, received: string) {
    super(`[${who}] expected ${expected} but received ${received}`);
    this.name = new.target.name;
    this.who = who;
    this.expected = expected;
    this.received = received;
  }
}

/** Shapes that do not fit an operation. */
export class ShapeError extends SpikegradError {}

/** A dtype that an operation or a backend does not support, or operands of different dtypes. */
export class DTypeError extends SpikegradError {}

/** Operands on different backends, a read that a backend does not support, or two copies of this package. */
export class BackendError extends SpikegradError {}

/** A use of a backend, or of one of its tensors, after `dispose()` of the backend. */
export class DisposedBackendError extends BackendError {
  /** @param backend its name */
  constructor(backend: string) {
    super(backend, 'a backend that is not disposed', 'one that is');
  }
}

/** No memory for another tensor. */
export class OutOfMemoryError extends BackendError {}

/** A tensor used after it was freed. */
export class FreedTensorError extends SpikegradError {}

/**
 * A backward pass that is not possible: a second time, without a graph, from a non-scalar, or through a replaced value.
 */
export class GradientError extends SpikegradError {}

/** A value that an option or argument does not allow. */
export class ValueError extends SpikegradError {}

/** A file or byte string that does not follow its format. */
export class FormatError extends SpikegradError {}
