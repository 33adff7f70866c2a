import { meta } from '@spikegrad/core';
import { summary } from '@spikegrad/nn';
import { buildNetwork, inputOf, macsOfBatch, type RunConfig } from '@spikegrad/trainer';

/** Multiply-adds of the training of a run, for the equivalent dense network. */
export function multiplyAdds(config: RunConfig): number {
  const { channels, size, classes } = inputOf(config);
  const model = buildNetwork(config, { classes, channels }, undefined, meta());
  const { macs } = summary(model, [1, channels, size, size]);
  return macsOfBatch(macs, config.steps) * config.batchSize * config.iterations;
}
