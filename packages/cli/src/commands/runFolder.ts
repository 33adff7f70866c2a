import { fileURLToPath } from 'node:url';
import { ValueError } from '@spikegrad/core';

const prefix = 'pretrained:';

/**
 * The folder that a command reads a run from: a path, or `pretrained:<name>` for a network of `@spikegrad/pretrained`.
 *
 * @throws ValueError where the package is not installed, or has no network of the name
 */
export async function runFolder(given: string): Promise<string> {
  if (!given.startsWith(prefix)) return given;
  const name = given.slice(prefix.length);
  const { pretrainedNetworks } = await import('@spikegrad/pretrained').catch((error: unknown) => {
    const expected = 'the package @spikegrad/pretrained (npm install @spikegrad/pretrained)';
    throw new ValueError(given, expected, String(error));
  });
  const networks: Readonly<Record<string, { readonly config: URL }>> = pretrainedNetworks;
  if (!Object.hasOwn(networks, name)) {
    const names = Object.keys(networks).map((each) => prefix + each);
    throw new ValueError(given, `one of ${names.join(', ')}`, name === '' ? 'no name' : name);
  }
  return fileURLToPath(new URL('.', networks[name]!.config));
}
