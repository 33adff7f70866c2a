import { keep, noGrad, scope, type Tensor } from '@spikegrad/core';

/** A sum that grows step by step in constant memory, whatever scopes open and close around it; its holder disposes of it. */
export class RunningSum {
  private total: Tensor | null = null;

  add(value: Tensor): void {
    const before = this.total;
    this.total = keep(scope(() => noGrad(() => (before ? before.add(value) : value.detach()))));
    before?.dispose();
  }

  /** The sum divided by `count`, entered into the open scope. */
  dividedBy(count: number): Tensor {
    return noGrad(() => this.total!.div(count));
  }

  dispose(): void {
    this.total?.dispose();
    this.total = null;
  }
}
