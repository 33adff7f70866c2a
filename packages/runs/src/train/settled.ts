import { formatOf, preferredDecoder } from '@spikegrad/data';
import type { RunConfig } from '@spikegrad/trainer';

/**
 * A config in which what it leaves to the machine is decided: decoders differ by a few levels, and a run goes on with the one it
 * began with.
 */
export async function settled(config: RunConfig): Promise<RunConfig> {
  const { data } = config;
  if (formatOf(data) !== 'imageFolder' || data.decoder !== undefined) return config;
  return { ...config, data: { ...data, decoder: await preferredDecoder() } };
}
