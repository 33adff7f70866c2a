/** What every error of Spikegrad says: who refused, what was needed, what came. */
export interface ErrorDetails {
  /** The operation, class or file that refuses. */
  readonly who: string;
  /** What would have been accepted. */
  readonly expected: string;
  /** What was given. */
  readonly received: string;
}

/** The root of all errors thrown on purpose; `[who] expected … but received …`. */
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

/** A dtype an operation or a backend cannot take, or operands of different dtypes. */
export class DTypeError extends SpikegradError {}

/** Operands on different backends, a read that a backend cannot do, or two copies of this package. */
export class BackendError extends SpikegradError {}

/** A backend, or a tensor on it, that is used after `dispose()` of the backend. */
export class DisposedBackendError extends BackendError {
  /** @param backend its name */
  constructor(backend: string) {
    super(backend, 'a backend that is not disposed', 'one that is');
  }
}

/** No room for one tensor more. */
export class OutOfMemoryError extends BackendError {}

/** A tensor used after it was freed. */
export class FreedTensorError extends SpikegradError {}

/** A backward pass that cannot run: twice, without a graph, from a non-scalar, through a replaced value. */
export class GradientError extends SpikegradError {}

/** A value outside what an option or argument allows. */
export class ValueError extends SpikegradError {}

/** A file or byte string that breaks its own format. */
export class FormatError extends SpikegradError {}
