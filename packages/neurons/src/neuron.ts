import { checkNoOthers, formatValue, noGrad, ValueError, type Random, type Tensor } from '@spikegrad/core';
import { applyMask, dropoutMask, signal, State, Temporal, Threshold, type Signal } from '@spikegrad/nn';
import { FixedThreshold } from './fixedThreshold.js';
import type { Reset } from './fire.js';
import { defaultReset, defaultSurrogate, lifStep, type LifStepResult } from './lifStep.js';
import type { Surrogate } from './surrogates.js';

/** What every neuron takes. */
export interface NeuronOptions {
  /** What fires when: a number, or a module without parameters such as OTS; no gradient flows through it. @defaultValue `1` */
  readonly threshold?: number | Threshold;
  /** What a spike leaves of the membrane. @defaultValue `'soft'` */
  readonly reset?: Reset;
  /** What stands in for the derivative of a spike. @defaultValue sigmoid of steepness 4 */
  readonly surrogate?: Surrogate;
  /** Probability that an output is silent for a whole sequence, while training. @defaultValue `0` */
  readonly dropout?: number;
  /** Where dropout masks come from; needed with dropout. */
  readonly random?: Random;
}

/** Refuses parts of another kind, and a threshold with parameters, which would never move, here, where they are named, and not at the first step. */
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

/** A neuron that integrates its input, fires at a threshold and resets. The membrane is of one sequence. */
export abstract class Neuron extends Temporal {
  readonly threshold: Threshold;
  readonly reset: Reset;
  readonly surrogate: Surrogate;
  readonly dropout: number;
  readonly random: Random | null;
  private readonly membrane = new State();
  private readonly trace = new State();
  /** What the rule keeps beside the trace. */
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

  /** λ, what is left of the membrane a step later; a tensor when it is learned. */
  abstract leakOf(x: Tensor): number | Tensor;

  /** What the threshold is raised by at this step, `null` for nothing; gradients flow through it, so that it may be learned. */
  protected get thresholdIncrease(): Tensor | null {
    return null;
  }

  /** Told of the spikes of each step, before dropout. */
  protected afterFiring(_spike: Tensor): void {}

  /** Spikes of one step; with them their trace, when the learning rule asks for one. */
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
    // At rest the charged membrane is the input itself, which is somebody else's.
    if (before) this.release([before, step.u]);
    return y;
  }

  private masked(spike: Tensor): Tensor {
    if (!this.training || this.dropout === 0) return spike;
    this.mask.value ??= dropoutMask(spike, this.dropout, this.random!);
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
    // Its own tensor: the state moves on and frees its value, the signal goes where it is sent.
    return now.activity.detach();
  }

  private report({ spike, theta, u }: LifStepResult): void {
    const { monitor } = this.sequence;
    monitor?.record(this, 'rate', () => spike.mean());
    monitor?.record(this, 'threshold', () => theta.mean());
    monitor?.recordDistribution(this, 'membrane', () => u);
  }
}
