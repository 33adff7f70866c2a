import type { InputSpec } from '@spikegrad/data';
import { meta } from '@spikegrad/core';
import { releasedNames } from '@spikegrad/models';
import { summary, type Module, type Summary } from '@spikegrad/nn';
import { buildNetwork } from '../build/network.js';
import type { RunConfig } from '../schema/sections.js';
import { inputOf } from './inputOf.js';
import { stepMemory, type StepMemory } from './stepMemory.js';

/** The input and classes of a network, in place of those of the config's set or stem. */
export type ImageOptions = Partial<InputSpec>;

/** A network with its input and its costs. */
export interface NetworkDescription {
  readonly model: Module;
  /** Shape of one image, `[1, C, H, W]`. */
  readonly input: readonly [1, number, number, number];
  readonly classes: number;
  /** Layers, parameters, multiply-adds and neurons, per image and time step. */
  readonly summary: Summary;
  /** Tensors in its state dict. */
  readonly tensors: number;
  /** Tensors that the released networks have too: all except the running thresholds of OTS. */
  readonly released: number;
  /** The memory of a training step. */
  readonly memory: StepMemory;
}

/** Builds the network of a config without values, and counts its layers, parameters and memory. */
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
