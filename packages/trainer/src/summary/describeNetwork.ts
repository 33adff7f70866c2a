import type { InputSpec } from '@spikegrad/data';
import { meta } from '@spikegrad/core';
import { releasedNames } from '@spikegrad/models';
import { summary, type Module, type Summary } from '@spikegrad/nn';
import { buildNetwork } from '../build/network.js';
import type { RunConfig } from '../schema/sections.js';
import { inputOf } from './inputOf.js';
import { stepMemory, type StepMemory } from './stepMemory.js';

/** What a network is shown, in place of what the config's set or its stem says. */
export type ImageOptions = Partial<InputSpec>;

/** A network with what it takes and costs. */
export interface NetworkDescription {
  readonly model: Module;
  /** Shape of one image, `[1, C, H, W]`. */
  readonly input: readonly [1, number, number, number];
  readonly classes: number;
  /** Of one image and time step. */
  readonly summary: Summary;
  /** Tensors in its state dict. */
  readonly tensors: number;
  /** Those that the released networks have too: all but the thresholds that OTS remembers. */
  readonly released: number;
  /** Of a training step of the config's batches. */
  readonly memory: StepMemory;
}

/** Builds the network of a config, of shapes alone, and takes its measure. */
export function describeNetwork(config: RunConfig, options: ImageOptions = {}): NetworkDescription {
  const { size, channels, classes } = { ...inputOf(config), ...options };
  const model = buildNetwork(config, { classes, channels }, undefined, meta());
  const input = [1, channels, size, size] as const;
  return {
    model,
    input,
    classes,
    summary: summary(model, input),
    tensors: model.namedParameters().length + model.namedBuffers().length,
    released: releasedNames(model).size,
    memory: stepMemory(config, { channels, size, classes }),
  };
}
