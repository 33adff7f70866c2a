import { describe, expect, test } from '@jest/globals';
import { buildExercise } from '../src/bench/exercise.js';
import { ConfigError } from '../../trainer/src/config/configError.js';
import { parseConfig } from '../../trainer/src/config/parse.js';
import type { RunConfig } from '../../trainer/src/schema/sections.js';
import { small } from '../../trainer/test/tinyConfig.js';

const configOf = (sections: object) =>
  parseConfig({ ...small, data: { train: ['a'], test: ['b'] }, ...sections }, 'run');

/** Every norm that a config has a name for, and a rule that goes with it. */
const ruleFor = {
  ...{ osr: 'online', vanilla: 'online', linear: 'online', batchRenorm: 'online', bntt: 'online', none: 'online' },
  ...{ tdbn: 'bptt', tebn: 'bptt' },
} satisfies Record<RunConfig['norm']['name'], string>;

describe.each(Object.entries(ruleFor))('the norm %s', (name, usual) => {
  test.each(['ots', 'fixed'])('learns with a threshold of the name %s', async (threshold) => {
    const config = configOf({ norm: { name }, rule: { name: usual }, neuron: { threshold: { name: threshold } } });
    const { learn, model } = buildExercise(config);
    const before = model.parameters().map((parameter) => [...parameter.dataSync()]);
    const losses = [await learn(), await learn()].map(({ loss }) => loss);
    expect(losses.every(Number.isFinite)).toBe(true);
    expect(model.parameters().map((parameter) => [...parameter.dataSync()])).not.toEqual(before);
  });

  test.each(['online', 'ottt'])('goes with the rule %s, or is refused with both sides named', (rule) => {
    const parse = () => configOf({ norm: { name }, rule: { name: rule } });
    if (usual === 'online') return expect(parse().norm.name).toBe(name);
    expect(parse).toThrow(ConfigError);
    expect(parse).toThrow(
      `norm.name: expected osr, vanilla, batchRenorm, linear, bntt or none with rule.name ${rule}, which learns from one step at a time, ` +
        `while this norm needs all steps; or rule.name bptt; it is "${name}"`,
    );
  });
});
