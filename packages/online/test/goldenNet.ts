import { Random, type Nested, type Tensor } from '@spikegrad/core';
import {
  Flatten,
  AdaptiveAvgPool2d,
  AvgPool2d,
  Conv2d,
  Linear,
  Monitor,
  onlineLoss,
  Sequential,
  SGD,
  type Readings,
} from '@spikegrad/nn';
import { LIF, type Reset } from '@spikegrad/neurons';
import { LinearNorm, OSR, OTS, VanillaNorm, type RunningNorm } from '@spikegrad/normalization';
import { double } from '../../normalization/test/numbers.js';
import type { LearningRule, LessonResult } from '../src/index.js';

export type Mode = 'osr' | 'osr_official' | 'vanilla' | 'linear';

export interface Case {
  readonly mode: Mode;
  readonly ots: boolean;
  readonly reset: Reset;
  readonly T: number;
  readonly mse_share: number;
  readonly bptt: boolean;
  readonly steps: readonly (Readonly<Record<'loss' | 'theta1' | 'theta2' | 'rate1' | 'rate2', number>> & {
    readonly logits: readonly Nested[];
  })[];
  readonly grads: Readonly<Record<string, Nested>>;
  readonly after: Readonly<Record<string, Nested>>;
}

export interface Golden {
  readonly params: Readonly<Record<string, Nested>>;
  readonly x: readonly Nested[];
  readonly y: Nested;
  readonly cases: readonly Case[];
}

const dtype = 'float64';

const norms: Readonly<Record<Mode, (channels: number) => RunningNorm>> = {
  osr: (channels) => new OSR(channels, { guardRatio: null, dtype }),
  osr_official: (channels) => new OSR(channels, { guardRatio: null, gammaGradient: 'official', dtype }),
  vanilla: (channels) => new VanillaNorm(channels, { dtype }),
  linear: (channels) => new LinearNorm(channels, { dtype }),
};

/** conv → norm → LIF → average pool → conv → norm → LIF → global mean → linear, with every kept tensor by its golden name. */
export function network({ mode, ots, reset }: Case, params: Golden['params']) {
  const random = new Random(0);
  const [conv1, conv2] = [
    new Conv2d(2, 3, 3, { padding: 1, random, dtype }),
    new Conv2d(3, 4, 3, { padding: 1, random, dtype }),
  ];
  const [norm1, norm2] = [norms[mode](3), norms[mode](4)];
  const neuron = (): LIF => new LIF({ reset, ...(ots && { threshold: new OTS({ dtype }) }) });
  const head = new Linear(4, 3, { random, dtype });
  const hidden = [conv1, norm1, neuron(), new AvgPool2d(2), conv2, norm2, neuron()];
  const model = new Sequential(...hidden, new AdaptiveAvgPool2d(1), new Flatten(), head);
  const learned: Readonly<Record<string, Tensor>> = {
    ...{ w1: conv1.weight, b1: conv1.bias!, w2: conv2.weight, b2: conv2.bias!, w3: head.weight, b3: head.bias! },
    ...{ gamma1: norm1.gamma, beta1: norm1.beta, gamma2: norm2.gamma, beta2: norm2.beta },
  };
  const kept: Readonly<Record<string, Tensor>> = {
    ...{ mean1: norm1.runningMean, var1: norm1.runningVariance },
    ...{ mean2: norm2.runningMean, var2: norm2.runningVariance },
  };
  for (const [name, value] of Object.entries({ ...learned, ...kept })) value.replace(double(params[name]!));
  return { model, learned, kept };
}

export interface Lessons {
  readonly result: LessonResult;
  readonly readings: Readings;
  /** Of each step; the loss is divided by T. */
  readonly steps: readonly { readonly logits: ArrayLike<number>; readonly loss: number }[];
}

/** One sequence under a rule; the parameters stay where they are. */
export async function learn(
  rule: LearningRule,
  model: Sequential,
  frames: readonly Nested[],
  y: Nested,
  { T, mse_share: mseShare }: Pick<Case, 'T' | 'mse_share'>,
): Promise<Lessons> {
  const monitor = new Monitor(model);
  const optimizer = new SGD(model.parameters(), { learningRate: 0 });
  const labels = double(y);
  const steps: { logits: ArrayLike<number>; loss: number }[] = [];
  const step = (t: number) => {
    const logits = model.forward(double(frames[t]!));
    const loss = onlineLoss(logits, labels, { mseShare });
    steps.push({ logits: logits.dataSync(), loss: loss.dataSync()[0]! / T });
    return { logits, loss };
  };
  const result = rule.learn({ model, optimizer, steps: T, step, monitor });
  return { result, readings: await monitor.read(), steps };
}
