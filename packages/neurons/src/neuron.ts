import { checkNoOthers, formatValue, noGrad, ValueError, type Random, type Tensor } from '@spikegrad/core';
import { applyMask, dropoutMask, signal, State, Temporal, Threshold, type Signal } from '@spikegrad/nn';
import { FixedThreshold } from './fixedThreshold.js';
import type { Reset } from './fire.js';
import { defaultReset, defaultSurrogate, lifStep, type LifStepResult } from './lifStep.js';
import type { Surrogate } from './surrogates.js';

/** Options of every neuron. */
export interface NeuronOptions {
  /** A number, or a module without parameters such as OTS. No gradient flows through it. @defaultValue `1` */
  readonly threshold?: number | Threshold;
  /** `'hard'` sets the membrane to 0 after a spike, `'soft'` subtracts the threshold. @defaultValue `'soft'` */
  readonly reset?: Reset;
  /** Replaces the derivative of a spike. @defaultValue sigmoid of steepness 4 */
  readonly surrogate?: Surrogate;
  /** Probability that an output is 0 for a whole sequence, in training only. @defaultValue `0` */
  readonly dropout?: number;
  /** Generator of dropout masks; required with dropout. */
  readonly random?: Random;
}

/**
 * Checks the options here and not at the first step, so that the error names them. A threshold with parameters fails,
 * because it would never learn.
 */
function checkParts(
  who: string,
  { threshold, reset, surrogate }: Pick<Required<NeuronOptions>, 'threshold' | 'reset' | 'surrogate'>,
): void {
  if (typeof threshold !== 'number' && !(threshold instanceof Threshold))
    throw new ValueError(who, 'a threshold that is a number or a module such as new OTS()', formatValue(threshold));
  const learned = typeof threshold === 'number' ? [] : threshold.namedParameters();
  if (learned.length > 0)
    throw new ValueError(
      who,
      'a threshold without parameters, since no gradient flows through it (a neuron learns its own as its `thresholdIncrease`)',
      `${threshold.constructor.name} with ${learned.map(({ path }) => path).join(', ')}`,
    );
  if (!['hard', 'soft'].includes(reset)) throw new ValueError(who, "a reset of 'hard' or 'soft'", formatValue(reset));
  if (!hasSlope(surrogate)) throw new ValueError(who, 'a surrogate such as atan()', formatValue(surrogate));
}

const hasSlope = (value: unknown): boolean =>
  typeof (value as { readonly slope?: unknown } | null)?.slope === 'function';

/** A neuron that integrates its input, fires at a threshold and resets. Its membrane lasts one sequence. */
export abstract class Neuron extends Temporal {
  readonly threshold: Threshold;
  readonly reset: Reset;
  readonly surrogate: Surrogate;
  readonly dropout: number;
  readonly random: Random | null;
  private readonly membrane = new State();
  private readonly trace = new State();
  /** State of the learning rule besides the trace. */
  private readonly kept = new State();
  private readonly mask = new State();

  constructor({
    threshold = 1,
    reset = defaultReset,
    surrogate = defaultSurrogate,
    dropout = 0,
    random,
    ...others
  }: NeuronOptions = {}) {
    super();
    const who = this.constructor.name;
    checkNoOthers(who, others);
    if (!(dropout >= 0 && dropout < 1)) throw new ValueError(who, 'dropout of at least 0 and below 1', String(dropout));
    if (dropout > 0 && !random) throw new ValueError(who, 'a random generator for dropout', 'none');
    checkParts(who, { threshold, reset, surrogate });
    this.threshold = typeof threshold === 'number' ? new FixedThreshold(threshold) : threshold;
    this.reset = reset;
    this.surrogate = surrogate;
    this.dropout = dropout;
    this.random = random ?? null;
  }

  /** λ, the fraction of the membrane that the next step gets; a tensor if it is learned. */
  abstract leakOf(x: Tensor): number | Tensor;

  /** The increase of the threshold at this step; `null` for none. Gradients flow through it, so it can be learned. */
  protected get thresholdIncrease(): Tensor | null {
    return null;
  }

  /** Called with the spikes of each step, before dropout. */
  protected afterFiring(_spike: Tensor): void {}

  /** Spikes of one step, with their trace if the learning rule needs one. */
  override forward(x: Tensor): Signal {
    this.nextStep();
    const leak = this.leakOf(x);
    const { reset, surrogate, thresholdIncrease } = this;
    const threshold = (u: Tensor): Tensor => this.threshold.at(u);
    const before = this.membrane.value;
    const step = lifStep(x, before, { leak, reset, surrogate, threshold, thresholdIncrease });
    this.membrane.value = step.membrane;
    this.afterFiring(step.spike);
    this.report(step);
    const spike = this.masked(step.spike);
    const y = this.sequence.trace ? signal(spike, this.traced(spike, step, leak)) : spike;
    // At rest the charged membrane is the input itself, which the caller owns.
    if (before) this.release([before, step.u]);
    return y;
  }

  private masked(spike: Tensor): Tensor {
    if (!this.training || this.dropout === 0) return spike;
    this.mask.value ??= dropoutMask(spike, this.dropout, this.random!, this.sequence.parts);
    return applyMask(spike, this.mask.value);
  }

  private traced(spike: Tensor, { u, theta, membrane }: LifStepResult, leak: number | Tensor): Tensor {
    if (typeof leak !== 'number') {
      throw new ValueError(
        this.constructor.name,
        'a fixed leak under a learning rule with traces',
        'a learned one: use LIF',
      );
    }
    const { trace, kept } = this;
    const before = trace.value && { activity: trace.value, ...(kept.value && { extra: kept.value }) };
    const input = { spike, membrane: u, threshold: theta, membraneAfterReset: membrane, leak };
    const now = noGrad(() => this.sequence.trace!.next(before, input));
    trace.value = now.activity;
    kept.value = now.extra ?? null;
    if (before) this.release(Object.values(before));
    // A tensor of its own: the state frees its value at the next step, but the signal may live longer.
    return now.activity.detach();
  }

  private report({ spike, theta, u }: LifStepResult): void {
    const { monitor } = this.sequence;
    monitor?.record(this, 'rate', () => spike.mean());
    monitor?.record(this, 'threshold', () => theta.mean());
    monitor?.recordDistribution(this, 'membrane', () => u);
  }
}
