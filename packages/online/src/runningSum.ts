import { keep, noGrad, scope, type Tensor } from '@spikegrad/core';

/** A sum over steps in constant memory, independent of scopes. Its owner disposes of it. */
export class RunningSum {
  private total: Tensor | null = null;

  add(value: Tensor): void {
    const before = this.total;
    this.total = keep(scope(() => noGrad(() => (before ? before.add(value) : value.detach()))));
    before?.dispose();
  }

  /** The sum divided by `count`, in the current scope. */
  dividedBy(count: number): Tensor {
    return noGrad(() => this.total!.div(count));
  }

  dispose(): void {
    this.total?.dispose();
    this.total = null;
  }
}
