/** What becomes of samples on their way into a batch: `data.pipeline`. */
export const pipelineNames = ['cifar', 'imagenet', 'nmnist', 'dvsGesture', 'cifar10Dvs'] as const;

export type PipelineName = (typeof pipelineNames)[number];
