import { formatOf, preferredDecoder } from '@spikegrad/data';
import type { RunConfig } from '@spikegrad/trainer';

/**
 * Sets the fields that a config leaves to the machine. Decoders differ by a few levels, and a run continues with its
 * first one.
 */
export async function settled(config: RunConfig): Promise<RunConfig> {
  const { data } = config;
  if (formatOf(data) !== 'imageFolder' || data.decoder !== undefined) return config;
  return { ...config, data: { ...data, decoder: await preferredDecoder() } };
}
