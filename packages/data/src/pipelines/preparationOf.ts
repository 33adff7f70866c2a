import type { PipelineConfig } from '../sets/dataConfig.js';
import type { FormatName, Part } from '../sets/formatNames.js';
import { formatOf } from '../sets/formatOf.js';
import { cifar } from './cifar.js';
import { cifar10Dvs, dvsGesture, nmnist } from './events.js';
import { imagenet } from './imagenet.js';
import type { PartPreparation, Pipeline } from './pipeline.js';
import type { PipelineName } from '../sets/pipelineNames.js';

const pipelines: Readonly<Record<PipelineName, Pipeline>> = { cifar, imagenet, nmnist, dvsGesture, cifar10Dvs };

/** The pipeline that the samples of a format go through unless the config names another. */
const usual: Readonly<Record<FormatName, PipelineName>> = {
  cifar10: 'cifar',
  cifar100: 'cifar',
  imageFolder: 'imagenet',
  nmnist: 'nmnist',
  dvsGesture: 'dvsGesture',
  cifar10Dvs: 'cifar10Dvs',
};

/** What becomes of the samples of a part of a config's data. */
export function preparationOf(config: PipelineConfig, part: Part): PartPreparation {
  const { data } = config;
  return pipelines[data.pipeline ?? usual[formatOf(data)]](config, part);
}
