import { keep, type Tensor } from '@spikegrad/core';
import type { Buffer } from './parameter.js';

/**
 * Statistics of a sequence that are applied to a buffer later. It becomes invalid when the buffer gets another value.
 * It is found like a buffer, and saved with the training (`resumeState`), never with the model.
 */
export class PendingUpdate {
  /** The buffer to update. */
  readonly target: Buffer;
  private held: Tensor | null = null;
  private revision = 0;

  constructor(target: Buffer) {
    this.target = target;
  }

  /** The pending value; `null` for none. */
  get value(): Tensor | null {
    return this.revision === this.target.revision ? this.held : null;
  }

  /** Takes ownership of a tensor, from any scope. */
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
