import { zeros, type Shape, type Tensor } from '@spikegrad/core';
import { Composite } from '../module/composite.js';
import { inEvaluationMode } from './inEvaluation.js';
import type { Named, Module } from '../module/module.js';
import { observeCalls } from './observeCalls.js';
import { Parameter } from '../module/parameter.js';
import { sequence } from '../sequence/sequence.js';

/** A module without submodules that ran, or an operation between modules that joins signals or uses a parameter. */
export interface FlowNode {
  /** The path of the module, or of the module whose forward has the operation. */
  readonly path: string;
  /** `null` for an operation. */
  readonly module: Module | null;
  /** The operation, such as `add`; empty for a module. */
  readonly operation: string;
  readonly output: Shape;
  /** Indices of the nodes whose output it reads; −1 for the model's input. */
  readonly from: readonly number[];
}

/**
 * The data flow of a model in one step: its modules without submodules in the order they run, and which reads the
 * output of which. It runs the model once on zeros. Build large models on `meta()`, which needs no memory or
 * computation.
 *
 * @param input the shape of a batch, `[N, C, H, W]` for images
 */
export function dataflow(model: Module, input: Shape): readonly FlowNode[] {
  const nodes: FlowNode[] = [];
  const made = new Map<Tensor, number>();
  /** The running modules, outermost first, and whether a submodule of each has run. */
  const running: { readonly called: Named<Module>; hasParts: boolean }[] = [];

  const put = (node: FlowNode, y: Tensor): number => {
    const place = nodes.push(node) - 1;
    made.set(y, place);
    return place;
  };
  /**
   * The node that made a tensor: a module, or an operation of the graph. `null` if the tensor does not depend on the
   * input.
   */
  const sourceOf = (y: Tensor): number | null => {
    const known = made.get(y);
    if (known !== undefined) return known;
    const { node } = y;
    if (!node) return null;
    const from = [...new Set(node.inputs.flatMap((x) => sourceOf(x) ?? []))];
    const [only] = from;
    if (only === undefined) return null;
    if (from.length === 1 && !node.inputs.some(dependsOnParameter)) {
      made.set(y, only);
      return only;
    }
    const path = running.at(-1)?.called.path ?? '';
    return put({ path, module: null, operation: node.op, output: y.shape, from }, y);
  };

  observeCalls(
    model,
    {
      enter: (called, x) => {
        sourceOf(x); // while the module with the operation is running
        for (const outer of running.slice(-1)) outer.hasParts = true;
        running.push({ called, hasParts: false });
      },
      leave: ({ path, value }, x, y) => {
        const isWhole = running.at(-1)!.hasParts;
        if (isWhole) sourceOf(y);
        else if (y !== x || !(value instanceof Composite)) {
          const source = sourceOf(x);
          put({ path, module: value, operation: '', output: y.shape, from: source === null ? [] : [source] }, y);
        }
        running.pop();
      },
    },
    () => {
      const [first] = model.parameters();
      const x = () => zeros(input, first ? { backend: first.backend, dtype: first.dtype } : {});
      inEvaluationMode(model, () =>
        sequence(model, 1, () => {
          const given = x();
          made.set(given, -1);
          model.forward(given);
        }),
      );
    },
  );
  return nodes;
}

/** Whether a tensor is a parameter or computed from parameters only. */
function dependsOnParameter(x: Tensor): boolean {
  return x instanceof Parameter || (x.node !== null && x.node.inputs.every(dependsOnParameter));
}
