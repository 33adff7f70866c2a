import { dataSets, formatNames, jpegDecoders, pipelineNames, setNames } from '@spikegrad/data';
import { z } from 'zod';
import { depthsInWords, networkNames } from './networks.js';
import { neuron } from './neuron.js';
import { norm } from './norm.js';
import { below1, count, positive } from './numbers.js';
import { presetNames } from './preset.js';
import { rule } from './rule.js';

const share = z.number().min(0).max(1);

/** Limits against typing errors: 256 times the parameters of the published network, and the longest sequence. */
export const limits = { width: 16, steps: 10_000, batchSize: 65_536 } as const;

const dataFields = z.strictObject({
  set: z.enum(setNames).optional().describe('A set that `spikegrad data get` has downloaded; or give train and test'),
  format: z.enum(formatNames).optional().describe('Format of train and test; default cifar10'),
  train: z.array(z.string()).min(1).optional().describe('Files or folders to train on, relative to the config'),
  test: z.array(z.string()).min(1).optional().describe('Files or folders to test on, relative to the config'),
  limit: z
    .strictObject({
      train: count
        .optional()
        .describe(
          'Number of training samples: the first, or the first of each class if the set is stored by class; default all',
        ),
      test: count.optional().describe('Number of test samples, chosen in the same way; default all'),
    })
    .prefault({})
    .describe('A part of the set'),
  decoder: z
    .enum(jpegDecoders)
    .optional()
    .describe('JPEG decoder: sharp (native, installed separately) or jpeg-js; default sharp if it is installed'),
  pipeline: z
    .enum(pipelineNames)
    .optional()
    .describe('Augmentation and normalisation of samples; default that of the set or format'),
  frames: z
    .strictObject({
      count: count
        .max(limits.steps)
        .optional()
        .describe('Number of frames per recording of an event camera; default 10, for dvsGesture 20'),
      by: z
        .enum(['number', 'time'])
        .default('number')
        .describe('Frames with equal numbers of events, or of equal time'),
      size: count
        .max(4096)
        .optional()
        .describe('Height and width of frames for the network; default 48, for nmnist 34'),
    })
    .prefault({})
    .describe('Conversion of recordings to frames; training draws as many of them as there are steps, a test uses all'),
  augment: z.boolean().default(true).describe('Whether training uses the random augmentation of the pipeline'),
  cutout: z
    .enum(['grey', 'official', 'off'])
    .default('grey')
    .describe('Colour of the cutout of cifar; official fills the red channel only'),
  coding: z
    .enum(['direct', 'poisson'])
    .default('direct')
    .describe(
      'direct: the same frame at every step; poisson: at every step random spikes with the pixel values as probabilities',
    ),
  workers: z
    .number()
    .int()
    .min(0)
    .max(64)
    .default(1)
    .describe('Threads that make batches ahead; 0 makes them between the steps'),
});

/** Either a set or files must be given, not both. */
const data = dataFields.superRefine(({ set, format, train, test }, context) => {
  if (set !== undefined && format !== undefined && format !== dataSets[set].format)
    context.addIssue({
      code: 'custom',
      path: ['format'],
      message: `expected ${dataSets[set].format}, that of data.set`,
    });
  for (const [field, files] of Object.entries({ train, test })) {
    if ((set === undefined) === (files !== undefined)) continue;
    const message =
      set === undefined ? 'a list of files, or data.set instead of train and test' : 'no value together with data.set';
    context.addIssue({ code: 'custom', path: [field], message: `expected ${message}` });
  }
});

const model = z.strictObject({
  name: z
    .enum(networkNames)
    .default('vgg')
    .describe('The network; names with WS have standardised weights and no norm'),
  depth: count
    .optional()
    .describe(
      `Layers with weights: ${depthsInWords()}; the first one is that of the published network and the default`,
    ),
  width: positive.max(limits.width).default(1).describe('Multiplies the channels of every layer'),
  stem: z
    .enum(['cifar', 'imagenet'])
    .optional()
    .describe(
      'cifar: a 3 × 3 convolution; imagenet: a 7 × 7 convolution and pooling to a quarter; default as published',
    ),
  classifier: z
    .enum(['light', 'heavy'])
    .default('light')
    .describe('light: one linear layer; heavy: two spiking layers before it, only for vgg'),
});

const weightDecay = z.number().min(0);

const optimizer = z.discriminatedUnion('name', [
  z.strictObject({
    name: z.literal('sgd').default('sgd').describe('Stochastic gradient descent'),
    learningRate: positive.default(0.1).describe('Initial learning rate'),
    momentum: below1.default(0.9).describe('Momentum'),
    weightDecay: weightDecay.default(5e-4).describe('L2 on every parameter'),
  }),
  z.strictObject({
    name: z.enum(['adam', 'adamw']).describe('Adam, or Adam with decoupled weight decay'),
    learningRate: positive.default(1e-3).describe('Initial learning rate'),
    weightDecay: weightDecay.default(0).describe('L2 for adam, decoupled for adamw'),
  }),
]);

const checkpoint = z.strictObject({
  every: count
    .nullable()
    .default(100)
    .describe('Batches from one checkpoint to the next; null: only at the end and when stopped'),
  keep: count.default(2).describe('Number of newest checkpoints to keep'),
});

const validation = z.strictObject({
  samples: count
    .nullable()
    .default(null)
    .describe(
      'Number of samples to validate on after each epoch, in proportion to the classes; null for no validation',
    ),
  from: z
    .enum(['train', 'test'])
    .default('train')
    .describe('train: training samples, which are then not trained on; test: the first test samples, for a curve only'),
  dynamic: z
    .boolean()
    .default(false)
    .describe('Whether to validate and test a second time, with the statistics and thresholds of each batch and step'),
});

const record = z.strictObject({
  layersEvery: count
    .default(1)
    .describe(
      'Batches between two records of rates, thresholds and norms; weights are checked for NaN and Infinity at the same batches',
    ),
});

/** The version of the config format; it increases when a field changes its meaning. */
export const configVersion = 1;

/** Independent sections, each with its defaults. */
export const sections = z.strictObject({
  $schema: z.string().optional().describe('Path of the JSON Schema of a config, for editors'),
  version: z.literal(configVersion).default(configVersion).describe('Version of the config format'),
  preset: z
    .enum(presetNames)
    .optional()
    .describe('Sets norm.guardRatio, norm.gammaGradient, norm.flush and neuron.reset, unless they are given'),
  seed: z.number().int().min(0).max(0xffffffff).default(1).describe('Seed of weights, order and augmentation'),
  iterations: count.default(100).describe('Number of training batches'),
  batchSize: count.max(limits.batchSize).default(32).describe('Images per batch'),
  steps: count.max(limits.steps).default(4).describe('T, time steps per sequence'),
  data: data.describe('The data'),
  model: model.prefault({}).describe('The network'),
  norm: norm.prefault({ name: 'osr' }).describe('The norm of every layer'),
  neuron: neuron.prefault({}).describe('The neuron of every layer'),
  rule: rule.prefault({}).describe('The learning rule'),
  loss: z
    .strictObject({ mseWeight: share.default(0.05).describe('Weight of the squared error in the loss') })
    .prefault({})
    .describe('The loss'),
  optimizer: optimizer.prefault({ name: 'sgd' }).describe('The optimizer'),
  schedule: z
    .enum(['cosine', 'cosineByEpoch', 'constant'])
    .default('cosine')
    .describe(
      'Learning rate schedule: cosine changes it at every batch, cosineByEpoch once an epoch as in the released code',
    ),
  validation: validation.prefault({}).describe('Validation after each epoch'),
  record: record.prefault({}).describe('What the metrics contain'),
  checkpoint: checkpoint.prefault({}).describe('When checkpoints are saved'),
});

/** A run with every default filled in. */
export type RunConfig = z.infer<typeof sections>;
