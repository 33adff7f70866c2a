import {
  AdaptiveAvgPool2d,
  AvgPool2d,
  Conv2d,
  Dropout,
  Flatten,
  Linear,
  MaxPool2d,
  Scale,
  Threshold,
  WSConv2d,
  type FlowNode,
  type Module,
} from '@spikegrad/nn';

/** The kind of module of a box, which sets its colour. */
export type BoxKind = 'synapse' | 'norm' | 'neuron' | 'plain' | 'sum';

/** One node of a diagram: two lines of text. */
export interface Box {
  readonly kind: BoxKind;
  readonly title: string;
  readonly detail: string;
  /** A number that may differ between blocks that are drawn as one; its position in `detail`. */
  readonly varies: boolean;
}

const box = (kind: BoxKind, title: string, detail: string | number = '', varies = false): Box => ({
  ...{ kind, title, varies },
  detail: String(detail),
});

const square = (side: number): string => `${side}×${side}`;
const firstOf = (pair: number | readonly number[] | undefined, usual: number): number =>
  typeof pair === 'number' ? pair : (pair?.[0] ?? usual);
const shrunk = (stride: number): string => (stride === 1 ? '' : ` ↓${stride}`);

/** How a node is shown. */
export function boxOf({ module, operation, output }: FlowNode): Box {
  if (module) return boxOfModule(module, output);
  if (operation === 'add') return box('sum', '+');
  return box('plain', operation === 'mul' ? '× gain' : operation);
}

function boxOfModule(module: Module, output: readonly number[]): Box {
  if (module instanceof Conv2d) {
    const title = `${module instanceof WSConv2d ? 'WS ' : ''}conv ${square(module.weight.shape[2]!)}`;
    return box('synapse', title, `${output[1]}${shrunk(firstOf(module.window.stride, 1))}`);
  }
  if (module instanceof Linear) return box('synapse', 'linear', output[1]);
  if (module instanceof MaxPool2d || module instanceof AvgPool2d) {
    const title = module instanceof MaxPool2d ? 'max pool' : 'avg pool';
    return box('plain', title, `${square(module.kernel)}${shrunk(firstOf(module.options.stride, module.kernel))}`);
  }
  if (module instanceof AdaptiveAvgPool2d)
    return box('plain', 'average', module.size === 1 ? 'global' : `to ${square(module.size)}`);
  if (module instanceof Flatten) return box('plain', 'flatten', output[1]);
  if (module instanceof Scale) {
    const { factor } = module;
    return factor <= 1
      ? box('plain', 'divide', shown(1 / factor), true)
      : box('plain', 'multiply', shown(factor), true);
  }
  if (module instanceof Dropout) return box('plain', 'dropout', `p = ${module.p}`);
  const threshold = Object.values(module).find((field) => field instanceof Threshold);
  const { name } = module.constructor;
  if (threshold) return box('neuron', name, thresholdOf(threshold));
  return box(module.parameters().length > 0 ? 'norm' : 'plain', name);
}

const thresholdOf = (threshold: Threshold): string =>
  threshold.constructor.name.startsWith('Fixed') ? `θ = ${shown(threshold.initial)}` : threshold.constructor.name;

const shown = (value: number): string => String(Math.round(value * 1000) / 1000);
