import { checkNoOthers, ValueError, type Backend } from '@spikegrad/core';
import { decodeModel, type Module } from '@spikegrad/nn';
import { buildNetwork, parseConfig, type RunConfig } from '@spikegrad/trainer';
import type { Card } from './card.js';
import { checkDigest } from './checkDigest.js';
import { type PretrainedName, pretrainedNames, pretrainedNetworks } from './networks.js';
import { readBytes, readJson } from './readBytes.js';

/** @see pretrained */
export interface PretrainedOptions {
  /** Where the parameters are. @defaultValue the default backend */
  readonly backend?: Backend;
}

/** A trained network. */
export interface Pretrained {
  /** Takes one time step, `[N, C, H, W]` → `[N, classes]`. It is in training mode, as every new module; `predict` sets evaluation mode itself. */
  readonly model: Module;
  /** The config it was trained with; `config.steps` is T. */
  readonly config: RunConfig;
  readonly card: Card;
}

/**
 * Loads a trained network: reads its files, checks the SHA-256 of its weights, and builds the model. Weights are stored as float16 and computed in float32.
 *
 * @throws ValueError for a name that there is not, FormatError for a damaged file
 */
export async function pretrained(
  name: PretrainedName,
  { backend, ...others }: PretrainedOptions = {},
): Promise<Pretrained> {
  checkNoOthers('pretrained', others);
  if (!pretrainedNames.includes(name)) throw new ValueError('pretrained', pretrainedNames.join(', '), String(name));
  const files = pretrainedNetworks[name];
  const [config, card, weights] = await Promise.all([
    readJson(files.config).then((value) => parseConfig(value as object, files.config.href)),
    readJson(files.card) as Promise<Card>,
    readBytes(files.weights),
  ]);
  await checkDigest(weights, card.sha256, files.weights.href);
  const { length: classes } = card.classes;
  const model = buildNetwork(config, { classes, channels: card.channels }, undefined, backend);
  decodeModel(model, weights, files.weights.href);
  return { model, config, card };
}
