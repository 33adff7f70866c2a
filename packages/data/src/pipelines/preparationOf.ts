import type { Part, PipelineConfig } from '../sets/dataConfig.js';
import type { PipelineName } from '../sets/dataSets.js';
import { recordOf } from '../sets/recordOf.js';
import { cifar } from './cifar.js';
import { cifar10Dvs, dvsGesture, nmnist } from './events.js';
import { imagenet } from './imagenet.js';
import { fashionMnist, mnist } from './mnist.js';
import type { PartPreparation, Pipeline } from './pipeline.js';

const pipelines: Readonly<Record<PipelineName, Pipeline>> = {
  cifar,
  mnist,
  fashionMnist,
  imagenet,
  nmnist,
  dvsGesture,
  cifar10Dvs,
};

/** The preprocessing of the samples of a part of a config's data. */
export function preparationOf(config: PipelineConfig, part: Part): PartPreparation {
  const { data } = config;
  return pipelines[data.pipeline ?? recordOf(data).pipeline](config, part);
}
