import { dataSets, formatNames, jpegDecoders, pipelineNames, setNames } from '@spikegrad/data';
import { z } from 'zod';
import { depthsInWords, networkNames } from './networks.js';
import { neuron } from './neuron.js';
import { norm } from './norm.js';
import { below1, count, positive } from './numbers.js';
import { presetNames } from './preset.js';
import { rule } from './rule.js';

const share = z.number().min(0).max(1);

/** Beyond these a number is rather mistyped than meant: 256 times the parameters of the published network, and the longest run in time. */
export const limits = { width: 16, steps: 10_000, batchSize: 65_536 } as const;

const dataFields = z.strictObject({
  set: z.enum(setNames).optional().describe('What `spikegrad data get` put in its place; or give train and test'),
  format: z.enum(formatNames).optional().describe('How train and test are read; cifar10 unless given'),
  train: z.array(z.string()).min(1).optional().describe('Files or folders to train on, relative to the config'),
  test: z.array(z.string()).min(1).optional().describe('Files or folders to test on, relative to the config'),
  limit: z
    .strictObject({
      train: count
        .optional()
        .describe(
          'So many samples to train on: the first, or the first of each class of a set that comes by class; all unless given',
        ),
      test: count.optional().describe('So many samples to test on, chosen likewise; all unless given'),
    })
    .prefault({})
    .describe('A part of the set'),
  decoder: z
    .enum(jpegDecoders)
    .optional()
    .describe(
      'What decodes JPEG: sharp, native and an install of its own, or jpeg-js; sharp if it is there, unless given',
    ),
  pipeline: z
    .enum(pipelineNames)
    .optional()
    .describe('What becomes of samples on their way into a batch; that of the set or format unless given'),
  frames: z
    .strictObject({
      count: count
        .max(limits.steps)
        .optional()
        .describe('Frames that a recording of an event camera is counted in; 10, of dvsGesture 20, unless given'),
      by: z.enum(['number', 'time']).default('number').describe('Frames of as many events, or of as much time'),
      size: count
        .max(4096)
        .optional()
        .describe('Height and width of frames as a network is given them; 48, of nmnist 34, unless given'),
    })
    .prefault({})
    .describe('How recordings become frames: of them so many as steps are drawn to train on, and all are tested on'),
  augment: z
    .boolean()
    .default(true)
    .describe('Whether images and frames are changed at random while training, as the pipeline has it'),
  cutout: z
    .enum(['grey', 'official', 'off'])
    .default('grey')
    .describe("Colour of the patch of cifar's cutout; official fills red only"),
  coding: z
    .enum(['direct', 'poisson'])
    .default('direct')
    .describe(
      'The same frame at every step, or spikes drawn at every step with the brightness of each pixel as probability',
    ),
  workers: z
    .number()
    .int()
    .min(0)
    .max(64)
    .default(1)
    .describe('Threads that make batches ahead; 0 makes them in between'),
});

/** A set, or files: one of them says what to learn, and only one. */
const data = dataFields.superRefine(({ set, format, train, test }, context) => {
  if (set !== undefined && format !== undefined && format !== dataSets[set].format)
    context.addIssue({
      code: 'custom',
      path: ['format'],
      message: `expected ${dataSets[set].format}, that of data.set`,
    });
  for (const [field, files] of Object.entries({ train, test })) {
    if ((set === undefined) === (files !== undefined)) continue;
    const message = set === undefined ? 'a list of files, or data.set in place of both' : 'nothing beside data.set';
    context.addIssue({ code: 'custom', path: [field], message: `expected ${message}` });
  }
});

const model = z.strictObject({
  name: z.enum(networkNames).default('vgg').describe('The network; those in WS have standardised weights and no norm'),
  depth: count
    .optional()
    .describe(`Layers with weights: ${depthsInWords()}; the first is the published network's and the default`),
  width: positive.max(limits.width).default(1).describe('Multiplies the channels of every layer'),
  stem: z
    .enum(['cifar', 'imagenet'])
    .optional()
    .describe('A convolution 3 × 3, or 7 × 7 and a pooling to a quarter; as published unless given'),
  classifier: z
    .enum(['light', 'heavy'])
    .default('light')
    .describe('One linear layer, or with two spiking ones before it, which vgg alone can have'),
});

const weightDecay = z.number().min(0);

const optimizer = z.discriminatedUnion('name', [
  z.strictObject({
    name: z.literal('sgd').default('sgd').describe('Stochastic gradient descent'),
    learningRate: positive.default(0.1).describe('Step size at the beginning'),
    momentum: below1.default(0.9).describe('Share of the last velocity that is kept'),
    weightDecay: weightDecay.default(5e-4).describe('L2 on every parameter'),
  }),
  z.strictObject({
    name: z.enum(['adam', 'adamw']).describe('Adam, or Adam with decoupled weight decay'),
    learningRate: positive.default(1e-3).describe('Step size at the beginning'),
    weightDecay: weightDecay.default(0).describe('L2 for adam, decoupled for adamw'),
  }),
]);

const checkpoint = z.strictObject({
  every: count
    .nullable()
    .default(100)
    .describe('Batches from one checkpoint to the next; null only at the end and when stopped'),
  keep: count.default(2).describe('How many checkpoints are kept, the newest'),
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
      'Rates, thresholds and norms are recorded every so many batches; weights that are not finite are found there too',
    ),
});

/** The form of configs; another one when a field changes its meaning. */
export const configVersion = 1;

/** Independent sections, each with its defaults. */
export const sections = z.strictObject({
  $schema: z.string().optional().describe('For editors: where the JSON Schema of a config lies'),
  version: z.literal(configVersion).default(configVersion).describe('The form of the config'),
  preset: z
    .enum(presetNames)
    .optional()
    .describe('Sets norm.guardRatio, norm.gammaGradient, norm.flush and neuron.reset, where they are not given'),
  seed: z.number().int().min(0).max(0xffffffff).default(1).describe('Decides weights, order and augmentation'),
  iterations: count.default(100).describe('Training sequences, one batch each'),
  batchSize: count.max(limits.batchSize).default(32).describe('Images a sequence'),
  steps: count.max(limits.steps).default(4).describe('T, time steps a sequence'),
  data: data.describe('What to learn'),
  model: model.prefault({}).describe('The network'),
  norm: norm.prefault({ name: 'osr' }).describe('The norm of every layer'),
  neuron: neuron.prefault({}).describe('The neuron of every layer'),
  rule: rule.prefault({}).describe('The learning rule'),
  loss: z
    .strictObject({ mseWeight: share.default(0.05).describe('Share of the squared error in the loss') })
    .prefault({})
    .describe('The loss'),
  optimizer: optimizer.prefault({ name: 'sgd' }).describe('How parameters move'),
  schedule: z
    .enum(['cosine', 'cosineByEpoch', 'constant'])
    .default('cosine')
    .describe(
      'How the learning rate falls over the run: at every batch, once an epoch as in the released code, or never',
    ),
  validation: validation.prefault({}).describe('What is measured after each epoch'),
  record: record.prefault({}).describe('What is recorded of a run'),
  checkpoint: checkpoint.prefault({}).describe('What an interrupted run goes on from'),
});

/** A run with every default filled in. */
export type RunConfig = z.infer<typeof sections>;
