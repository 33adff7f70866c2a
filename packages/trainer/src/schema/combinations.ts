import { framesOf } from '@spikegrad/data';
import { networks } from './networks.js';
import type { RunConfig } from './sections.js';

/** Two sections of a config that cannot be together, told at the field of one. */
export interface Clash {
  readonly path: readonly string[];
  /** What is possible beside the other, and why. */
  readonly expected: string;
  readonly received: unknown;
}

type Sections = Pick<RunConfig, 'model' | 'norm' | 'neuron' | 'rule' | 'steps' | 'data'>;

/** Whether a rule has neurons send traces with their spikes. */
const isTraced = ({ name }: RunConfig['rule']): boolean => name === 'ottt' || name === 'ndot';

const listed = (choices: readonly (string | number)[]): string =>
  `${choices.slice(0, -1).join(', ')} or ${String(choices.at(-1))}`;

/** Of NF-ResNet with standardised weights: the first stage has two channels of 64 then, and a 1 × 1 convolution two weights to standardise. */
const leastWidth = 1.5 / 64;

/** Each says what is impossible, or null. */
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
    const expected = `none beside model.name ${name}, whose standardised weights stand in the place of norms`;
    return { path: ['norm', 'name'], expected, received: norm.name };
  },
  ({ model: { name, width } }) => {
    if (name !== 'nfResNetWS' || width >= leastWidth) return null;
    const expected = `at least ${leastWidth} beside model.name ${name}, whose 1 × 1 convolutions have one weight an output else, which cannot be standardised`;
    return { path: ['model', 'width'], expected, received: width };
  },
  ({ model: { name, stem }, rule }) => {
    if (!isTraced(rule) || name !== 'sewResNet' || stem === 'cifar') return null;
    const expected = `online, slttK or bptt beside model.name ${name} and its stem imagenet, which pools spikes by their largest and so takes no traces (ottt, ndot); or model.stem cifar`;
    return { path: ['rule', 'name'], expected, received: rule.name };
  },
  ({ norm, rule }) => {
    if (!['tdbn', 'tebn'].includes(norm.name) || rule.name === 'bptt') return null;
    const expected = `osr, vanilla, batchRenorm, linear, bntt or none beside rule.name ${rule.name}, which learns from one step at a time where this norm needs all of them; or rule.name bptt`;
    return { path: ['norm', 'name'], expected, received: norm.name };
  },
  ({ neuron, rule }) => {
    if (!isTraced(rule) || neuron.name !== 'parametricLif') return null;
    const expected = `online, slttK or bptt beside neuron.name ${neuron.name}, whose leak is learned, where traces (ottt, ndot) need one that stays; or another neuron`;
    return { path: ['rule', 'name'], expected, received: rule.name };
  },
  ({ steps, rule }) => {
    if (rule.name !== 'slttK' || rule.k <= steps) return null;
    return { path: ['rule', 'k'], expected: `at most the ${steps} of steps`, received: rule.k };
  },
];

/** What frames of events do not go with. */
const frameRules: readonly ((config: Sections, frames: number) => Clash | null)[] = [
  ({ steps }, frames) => {
    if (steps <= frames) return null;
    const expected = `at most the ${frames} frames that a recording is counted in, one a step; or a larger data.frames.count`;
    return { path: ['steps'], expected, received: steps };
  },
  ({ data: { coding } }) => {
    if (coding === 'direct') return null;
    const expected = 'direct beside frames of events, which are counts and no brightness to draw spikes with';
    return { path: ['data', 'coding'], expected, received: coding };
  },
];

/** Everything about a config that cannot be together. */
export function clashesIn(config: Sections): readonly Clash[] {
  const frames = framesOf(config.data);
  const ofFrames = frames === null ? [] : frameRules.flatMap((rule) => rule(config, frames) ?? []);
  return [...rules.flatMap((rule) => rule(config) ?? []), ...ofFrames];
}
