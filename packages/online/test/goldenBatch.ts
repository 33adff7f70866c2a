import { noGrad, tensor, type Nested, type Tensor } from '@spikegrad/core';
import { Monitor, onlineLoss, SGD, type Module, type Readings } from '@spikegrad/nn';
import type { Figure, Place } from '../../core/test/golden.js';
import type { LearningRule, BatchResult } from '../src/index.js';

/** What a golden file tells of one step; its loss is divided by T. */
export interface Step {
  readonly logits: Nested;
  readonly loss: number;
  /** The smallest distance of a membrane from its threshold. */
  readonly margin: number;
}

/** What a network says at one step; its loss is divided by T. */
export type Said = Readonly<Record<'logits' | 'loss', Tensor>>;

export interface Learned {
  readonly result: BatchResult;
  readonly readings: Readings;
  readonly steps: readonly Said[];
}

/** One sequence under a rule; the parameters stay where they are. */
export async function learn(
  rule: LearningRule,
  model: Module,
  frames: readonly Nested[],
  y: Nested,
  { T, mse_share: mseWeight }: { readonly T: number; readonly mse_share: number },
  place: Place,
): Promise<Learned> {
  const monitor = new Monitor(model);
  const optimizer = new SGD(model.parameters(), { learningRate: 0 });
  const labels = tensor(y, place);
  const steps: Said[] = [];
  const step = (t: number) => {
    const logits = model.forward(tensor(frames[t]!, place));
    const loss = onlineLoss(logits, labels, { mseWeight });
    steps.push(noGrad(() => ({ logits: logits.detach().keep(), loss: loss.div(T).keep() })));
    return { logits, loss };
  };
  const result = rule.learn({ model, optimizer, steps: T, step, monitor });
  return { result, readings: await monitor.read(), steps };
}

/** The smallest margin of steps that end with the last given. */
export const smallestMargin = (steps: readonly Step[]): number => Math.min(...steps.map(({ margin }) => margin));

/** What was said step by step, beside what the golden file tells. */
export const stepFigures = (expected: readonly Step[], said: readonly Said[]): readonly Figure<Tensor>[] =>
  expected.flatMap(({ logits, loss }, t) => {
    const margin = smallestMargin(expected.slice(0, t + 1));
    return [
      { name: `logits of step ${t + 1}`, received: said[t]!.logits, expected: logits, margin },
      { name: `loss of step ${t + 1}`, received: said[t]!.loss, expected: loss, margin },
    ];
  });
