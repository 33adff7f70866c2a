import { framesOf } from '@spikegrad/data';
import { networks } from './networks.js';
import type { RunConfig } from './sections.js';

/** Two sections of a config that cannot be combined; the error is at the field of one. */
export interface Clash {
  readonly path: readonly string[];
  /** What the other section allows, and why. */
  readonly expected: string;
  readonly received: unknown;
}

type Sections = Pick<RunConfig, 'model' | 'norm' | 'neuron' | 'rule' | 'steps' | 'data'>;

/** Whether a rule needs traces of spikes. */
const isTraced = ({ name }: RunConfig['rule']): boolean => name === 'ottt' || name === 'ndot';

const listed = (choices: readonly (string | number)[]): string =>
  `${choices.slice(0, -1).join(', ')} or ${String(choices.at(-1))}`;

/**
 * The minimum width of NF-ResNet with standardised weights: the first stage then has two of 64 channels, and a 1 × 1
 * convolution has two weights to standardise.
 */
const leastWidth = 1.5 / 64;

/** Each returns what is impossible, or null. */
const rules: readonly ((config: Sections) => Clash | null)[] = [
  ({ model: { name, depth } }) => {
    const depths: readonly number[] = networks[name].depths;
    if (depth === undefined || depths.includes(depth)) return null;
    const expected = `${listed([...depths].sort((a, b) => a - b))}, the depths of model.name ${name}`;
    return { path: ['model', 'depth'], expected, received: depth };
  },
  ({ model: { name, classifier } }) => {
    if (classifier === 'light' || networks[name].heavy) return null;
    const expected = `light: model.name ${name} has no other classifier`;
    return { path: ['model', 'classifier'], expected, received: classifier };
  },
  ({ model: { name }, norm }) => {
    if (networks[name].normed || norm.name === 'none') return null;
    const expected = `none with model.name ${name}, which has standardised weights instead of norms`;
    return { path: ['norm', 'name'], expected, received: norm.name };
  },
  ({ model: { name, width } }) => {
    if (name !== 'nfResNetWS' || width >= leastWidth) return null;
    const expected = `at least ${leastWidth} with model.name ${name}: below it, 1 × 1 convolutions have one weight per output, which cannot be standardised`;
    return { path: ['model', 'width'], expected, received: width };
  },
  ({ model: { name, stem }, rule }) => {
    if (!isTraced(rule) || name !== 'sewResNet' || stem === 'cifar') return null;
    const expected = `online, slttK or bptt with model.name ${name} and stem imagenet, whose max pooling of spikes allows no traces (ottt, ndot); or model.stem cifar`;
    return { path: ['rule', 'name'], expected, received: rule.name };
  },
  ({ norm, rule }) => {
    if (!['tdbn', 'tebn'].includes(norm.name) || rule.name === 'bptt') return null;
    const expected = `osr, vanilla, batchRenorm, linear, bntt or none with rule.name ${rule.name}, which learns from one step at a time, while this norm needs all steps; or rule.name bptt`;
    return { path: ['norm', 'name'], expected, received: norm.name };
  },
  ({ neuron, rule }) => {
    if (!isTraced(rule) || neuron.name !== 'parametricLif') return null;
    const expected = `online, slttK or bptt with neuron.name ${neuron.name}: traces (ottt, ndot) need a constant leak, and its leak is learned; or another neuron`;
    return { path: ['rule', 'name'], expected, received: rule.name };
  },
  ({ steps, rule }) => {
    if (rule.name !== 'slttK' || rule.k <= steps) return null;
    return { path: ['rule', 'k'], expected: `at most the ${steps} of steps`, received: rule.k };
  },
];

/** Settings that cannot be combined with frames of events. */
const frameRules: readonly ((config: Sections, frames: number) => Clash | null)[] = [
  ({ steps }, frames) => {
    if (steps <= frames) return null;
    const expected = `at most the ${frames} frames of a recording, one per step; or a larger data.frames.count`;
    return { path: ['steps'], expected, received: steps };
  },
  ({ data: { coding } }) => {
    if (coding === 'direct') return null;
    const expected = 'direct with frames of events: they are counts, not probabilities of spikes';
    return { path: ['data', 'coding'], expected, received: coding };
  },
];

/** All combinations in a config that are impossible. */
export function clashesIn(config: Sections): readonly Clash[] {
  const frames = framesOf(config.data);
  const ofFrames = frames === null ? [] : frameRules.flatMap((rule) => rule(config, frames) ?? []);
  return [...rules.flatMap((rule) => rule(config) ?? []), ...ofFrames];
}
