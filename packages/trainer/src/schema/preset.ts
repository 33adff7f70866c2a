import { presets } from '@spikegrad/normalization';

/** Presets of norm and neuron: as in the paper, or as in its released code. */
export const presetNames = ['paper', 'official'] as const;

type Fields = Readonly<Record<string, unknown>>;

const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * A section with the values of the preset for fields that are not given. Anything but a section is returned
 * unchanged, and the schema rejects it.
 */
const filled = (section: unknown, preset: Fields): unknown =>
  section === undefined || isFields(section) ? { ...preset, ...section } : section;

/** A config with the fields of its preset, before defaults are filled in. Given fields stay. */
export function withPreset(config: unknown): unknown {
  if (!isFields(config)) return config;
  const name = presetNames.find((each) => each === config['preset']);
  if (!name) return config;
  const { norm, neuron } = presets[name];
  const ofNorm = isFields(config['norm']) ? config['norm']['name'] : 'osr';
  const fields: Readonly<Record<string, Fields>> = { osr: { name: 'osr', ...norm }, none: {} };
  return {
    ...config,
    norm: filled(config['norm'], fields[String(ofNorm)] ?? { flush: norm.flush }),
    neuron: filled(config['neuron'], neuron),
  };
}
