import { checkNoOthers } from '../checkOptions.js';
import { GradientError, ShapeError } from '../errors.js';
import { add } from '../ops/arithmetic.js';
import { sameShape, formatShape } from '../shape.js';
import type { GraphOptions } from '../tape/methods.js';
import { withRecording } from '../tape/noGrad.js';
import { alias, record } from '../tape/record.js';
import { scope } from '../tape/scope.js';
import type { Node, Tensor } from '../tape/tensor.js';

type Slots = (Tensor | null)[];

/** The tensors whose gradients are wanted; `null` for every leaf that requires a gradient. */
type Targets = ReadonlySet<Tensor> | null;

/**
 * Back-propagates `gradient` from `root` through its graph, latest operation first, and calls `deliver` with the
 * complete gradient of every target. Branches without a target are neither computed nor freed. Intermediate gradients
 * are freed as soon as they are used, unless `createGraph` is set.
 */
export function propagate(
  root: Tensor,
  gradient: Tensor,
  { createGraph = false, retainGraph = createGraph, ...others }: GraphOptions,
  targets: Targets,
  deliver: (target: Tensor, gradient: Tensor) => void,
): void {
  checkNoOthers('backward', others);
  const leaves = new Map<Tensor, Tensor>();
  const pending = new Map<Node, Slots>();
  const own = createGraph ? aliasOnTape : (tensor: Tensor): Tensor => alias(tensor);
  const free = (tensor: Tensor | null): void => {
    if (!createGraph) tensor?.dispose();
  };

  const accumulate = (tensor: Tensor, flowing: Tensor): void => {
    // A result that its scope freed has left its node: without this check it would pass for a leaf, and the gradient would end there.
    if (!tensor.node) tensor.live();
    const slots = tensor.node ? slotsOf(pending, tensor.node) : null;
    const held = slots ? slots[tensor.outputIndex] : leaves.get(tensor);
    const total = held ? add(held, flowing) : flowing;
    if (slots) slots[tensor.outputIndex] = total;
    else leaves.set(tensor, total);
    if (held) {
      free(held);
      free(flowing);
    }
  };

  const visit = (node: Node, leads: Leads): void => {
    const dys = pending.get(node);
    if (!dys || !leads.has(node)) return;
    checkNode(node);
    const needs = node.inputs.map((input) => leadsOn(input, targets, leads));
    const step = (): Slots => gradientsOf(node, dys, needs, own);
    const flowing = createGraph ? step() : scope(step);
    node.inputs.forEach((input, i) => {
      if (flowing[i]) accumulate(input, flowing[i]);
    });
    dys.forEach(free);
    pending.delete(node);
    if (!retainGraph) {
      for (const tensor of node.reads) tensor.read();
      node.backward = null;
      node.inputs = [];
      node.reads = [];
    }
  };

  withRecording(createGraph, () => {
    accumulate(root, own(gradient));
    const wanted = targetsByNode(targets);
    const nodes = reachable(root);
    const leads = leadingTo(targets, nodes);
    for (const node of nodes) {
      for (const target of wanted.get(node) ?? []) {
        const held = pending.get(node)?.[target.outputIndex];
        if (held) deliver(target, own(held));
      }
      visit(node, leads);
    }
    for (const [leaf, total] of leaves) if (!targets || targets.has(leaf)) deliver(leaf, total);
  });
}

/** The gradients of a node's inputs. Each is an alias, since a gradient rule may return `dy` or an input itself, which must not be freed here. */
function gradientsOf(node: Node, dys: Slots, needs: readonly boolean[], own: (tensor: Tensor) => Tensor): Slots {
  const gradients = node.backward!(dys, needs);
  if (gradients.length !== node.inputs.length) {
    throw new GradientError(
      `${node.op} gradient`,
      `${node.inputs.length} gradients, null where none flows`,
      String(gradients.length),
    );
  }
  return gradients.map((gradient, i) => {
    const input = node.inputs[i]!;
    if (!gradient || !needs[i]) return null;
    if (!sameShape(gradient.shape, input.shape)) {
      throw new ShapeError(
        `${node.op} gradient`,
        `${formatShape(input.shape)} for input ${i}`,
        formatShape(gradient.shape),
      );
    }
    return own(gradient);
  });
}

/** An alias of `x` at the same place of the graph. */
function aliasOnTape(x: Tensor): Tensor {
  const copy = alias(x);
  if (x.isLeaf) {
    record('share', [x], [copy], ([dy]) => [dy!]);
    return copy;
  }
  copy.node = x.node;
  copy.outputIndex = x.outputIndex;
  copy.requiresGrad = x.requiresGrad;
  return copy;
}

function checkNode(node: Node): void {
  if (!node.backward) {
    throw new GradientError(
      'backward',
      'a graph that was not freed (set retainGraph: true)',
      `${node.op} a second time`,
    );
  }
  for (const tensor of node.reads) tensor.live();
  node.inputs.forEach((input, i) => {
    if (input.revision !== node.revisions[i]) {
      throw new GradientError(
        'backward',
        `the values that ${node.op} was computed from`,
        `input ${i}, which was replaced afterwards`,
      );
    }
  });
}

function slotsOf(pending: Map<Node, Slots>, node: Node): Slots {
  const known = pending.get(node);
  if (known) return known;
  const slots = new Array<Tensor | null>(node.outputs).fill(null);
  pending.set(node, slots);
  return slots;
}

function targetsByNode(targets: Targets): Map<Node, Tensor[]> {
  const byNode = new Map<Node, Tensor[]>();
  for (const target of targets ?? []) {
    if (target.node) byNode.set(target.node, [...(byNode.get(target.node) ?? []), target]);
  }
  return byNode;
}

/** Every node under `root`, latest first. */
function reachable(root: Tensor): readonly Node[] {
  const found = new Set<Node>();
  const open: (Node | null)[] = [root.node];
  while (open.length > 0) {
    const node = open.pop();
    if (!node || found.has(node)) continue;
    found.add(node);
    for (const input of node.inputs) open.push(input.node);
  }
  return [...found].sort((a, b) => b.order - a.order);
}

/** The nodes that depend on a target. */
type Leads = ReadonlySet<Node>;

function leadingTo(targets: Targets, nodes: readonly Node[]): Leads {
  if (!targets) return new Set(nodes);
  const leads = new Set<Node>();
  for (const node of nodes.toReversed()) {
    // A freed node has no inputs any more. It is kept here, so that the pass reaches it and fails with the error for
    // freed graphs.
    if (!node.backward || node.inputs.some((input) => leadsOn(input, targets, leads))) leads.add(node);
  }
  return leads;
}

const leadsOn = (input: Tensor, targets: Targets, leads: Leads): boolean =>
  input.requiresGrad && (!targets || targets.has(input) || (input.node !== null && leads.has(input.node)));
