import type { Tensor } from './tensor.js';

/** One operation on the tape. */
export interface Node {
  readonly op: string;
  /** Rises with every operation: users come after what they use. */
  readonly order: number;
  /** Empty once the graph is spent, so that a kept result does not hold what it came from. */
  inputs: readonly Tensor[];
  /** The revisions the inputs had; a leaf that was replaced since cannot be differentiated. */
  readonly revisions: readonly number[];
  /** Tensors whose values the rule reads; empty once the graph is spent. */
  reads: readonly Tensor[];
  readonly outputs: number;
  /** Gradients of the inputs from those of the outputs; `null` once the graph is spent. */
  backward: GradientRule | null;
}

/** `null` for an output says that nothing flowed there; `null` for an input says that nothing flows on. */
export type GradientRule = (dys: readonly (Tensor | null)[], needs: readonly boolean[]) => readonly (Tensor | null)[];
