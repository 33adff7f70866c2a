import { keep, type Tensor } from '@spikegrad/core';
import type { Buffer } from './parameter.js';

/**
 * What a sequence has gathered for a buffer that is moved later. It is void as soon as the buffer has another value. Found by
 * walking, and saved with training (`resumeState`), never with the model.
 */
export class PendingUpdate {
  /** The buffer that waits. */
  readonly target: Buffer;
  private held: Tensor | null = null;
  private revision = 0;

  constructor(target: Buffer) {
    this.target = target;
  }

  /** What waits; `null` for nothing. */
  get value(): Tensor | null {
    return this.revision === this.target.revision ? this.held : null;
  }

  /** Takes a tensor over, whatever scope it was made in. */
  hold(value: Tensor): void {
    this.clear();
    this.held = keep(value);
    this.revision = this.target.revision;
  }

  clear(): void {
    this.held?.dispose();
    this.held = null;
  }
}
