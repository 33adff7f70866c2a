import {
  checkNoOthers,
  formatValue,
  fromData,
  Random,
  scope,
  ValueError,
  type Shape,
  type Tensor,
} from '@spikegrad/core';
import { onlineLoss, SGD, type Module } from '@spikegrad/nn';
import type { LearningRule, StepResult, TrainingBatch } from '@spikegrad/online';
import fc from 'fast-check';
import { checkCount } from './checkCount.js';
import { callOf, Code } from './code.js';
import { buffersOf, disposeOf, gradientsOf, weightsOf, type Learned } from './learned.js';

/** @see LearningCase */
export interface LearningCaseOptions {
  /** Makes the network, each time with the same weights, in float64. */
  readonly network: () => Module;
  /** Makes the rule. */
  readonly rule: () => LearningRule;
  /** T. */
  readonly steps: number;
  /** The shape of one sample at one step. */
  readonly frame: Shape;
  /** How many logits the network has for a sample. */
  readonly classes: number;
  /** N, the number of samples. */
  readonly count: number;
  /** Of the frames. */
  readonly seed: number;
}

/** What a sequence is learned with. */
export interface LearnOptions {
  /** Of plain SGD. @defaultValue `0.1` */
  readonly learningRate?: number;
}

/**
 * A network, a sequence and a learning rule. Frames are normal numbers, new ones at each step; labels go round. Its text, which fast-check
 * prints in a counterexample, is code that makes the case again.
 *
 * @example
 * fc.assert(fc.property(learningCases(), (each) => each.learn().loss >= 0));
 */
export class LearningCase implements LearningCaseOptions {
  readonly network: () => Module;
  readonly rule: () => LearningRule;
  readonly steps: number;
  readonly frame: Shape;
  readonly classes: number;
  readonly count: number;
  readonly seed: number;

  constructor({ network, rule, steps, frame, classes, count, seed, ...others }: LearningCaseOptions) {
    checkNoOthers('LearningCase', others);
    for (const [name, make] of Object.entries({ network, rule }))
      if (typeof make !== 'function')
        throw new ValueError('LearningCase', `a function that makes the ${name}`, formatValue(make));
    for (const [name, value] of Object.entries({ steps, classes, count })) checkCount('LearningCase', name, value);
    [this.network, this.rule] = [network, rule];
    [this.steps, this.frame, this.classes] = [steps, frame, classes];
    [this.count, this.seed] = [count, seed];
  }

  /** The frames of all steps, each `[N, …]`. */
  frames(): readonly Tensor[] {
    const random = new Random(this.seed);
    return Array.from({ length: this.steps }, () => random.normal([this.count, ...this.frame], { dtype: 'float64' }));
  }

  /** The class of each sample, `[N]`. */
  labels(): Tensor {
    const labels = Array.from({ length: this.count }, (_, i) => i % this.classes);
    return fromData(labels, [this.count], { dtype: 'float64' });
  }

  /** What a rule learns from: a new network unless one is given, plain SGD, and the paper's loss at each step. */
  batch({
    model = this.network(),
    learningRate = 0.1,
  }: LearnOptions & { readonly model?: Module } = {}): TrainingBatch {
    const [frames, labels] = [this.frames(), this.labels()];
    const step = (t: number): StepResult => {
      const logits = model.forward(frames[t]!);
      return { logits, loss: onlineLoss(logits, labels) };
    };
    return { model, optimizer: new SGD(model.parameters(), { learningRate }), steps: this.steps, step };
  }

  /**
   * Lets a new network learn from the sequence once.
   *
   * @param rule the one of the case unless another is given
   */
  learn(rule: LearningRule = this.rule(), options: LearnOptions = {}): Learned {
    return scope(() => {
      const batch = this.batch(options);
      const { loss, logits } = rule.learn(batch);
      const { model } = batch;
      const learned = {
        loss: loss.dataSync()[0]!,
        logits: [...logits.dataSync()],
        gradients: gradientsOf(model),
        weights: weightsOf(model),
        buffers: buffersOf(model),
      };
      disposeOf(model);
      return learned;
    });
  }

  /** Code that makes the case again. */
  toString(): string {
    const { steps, frame, classes, count, seed } = this;
    const [network, rule] = [new Code(String(this.network)), new Code(String(this.rule))];
    return callOf('new LearningCase', [{ network, rule, steps, frame, classes, count, seed }]);
  }
  /** @internal What fast-check shows of a counterexample. */
  [fc.toStringMethod](): string {
    return String(this);
  }
}
