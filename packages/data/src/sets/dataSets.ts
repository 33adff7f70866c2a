/** The input of a network at one time step, after the usual pipeline of a data set. */
export interface InputSpec {
  readonly channels: number;
  /** Height and width in pixels. */
  readonly size: number;
  /** Number of classes. */
  readonly classes: number;
}

/** The description of a published data set, without its files. */
interface DataSetRecord {
  readonly title: string;
  /** The format of its files: the name of a `Format` of `@spikegrad/datasets`. */
  readonly format: string;
  readonly input: InputSpec;
  /** Default number of frames per recording; `null` for still images. */
  readonly frames: number | null;
  /** Its default preprocessing: the name of a `Pipeline`. */
  readonly pipeline: string;
}

/** All published data sets, by their name in `data.set` of a config and in `spikegrad data`. */
export const dataSets = {
  cifar10: {
    title: 'CIFAR-10: 60,000 colour images of 32×32 in 10 classes',
    format: 'cifar10',
    input: { channels: 3, size: 32, classes: 10 },
    frames: null,
    pipeline: 'cifar',
  },
  cifar100: {
    title: 'CIFAR-100: 60,000 colour images of 32×32 in 100 classes',
    format: 'cifar100',
    input: { channels: 3, size: 32, classes: 100 },
    frames: null,
    pipeline: 'cifar',
  },
  mnist: {
    title: 'MNIST: 70,000 handwritten digits of 28×28 in 10 classes',
    format: 'mnist',
    input: { channels: 1, size: 28, classes: 10 },
    frames: null,
    pipeline: 'mnist',
  },
  fashionMnist: {
    title: 'Fashion-MNIST: 70,000 images of clothes of 28×28 in 10 classes',
    format: 'fashionMnist',
    input: { channels: 1, size: 28, classes: 10 },
    frames: null,
    pipeline: 'fashionMnist',
  },
  imagenet: {
    title: 'ImageNet (ILSVRC 2012): 1,281,167 + 50,000 photographs in 1000 classes',
    format: 'imageFolder',
    input: { channels: 3, size: 224, classes: 1000 },
    frames: null,
    pipeline: 'imagenet',
  },
  nmnist: {
    title: 'N-MNIST: 70,000 recordings of handwritten digits by an event camera, 34×34, in 10 classes',
    format: 'nmnist',
    input: { channels: 2, size: 34, classes: 10 },
    frames: 10,
    pipeline: 'nmnist',
  },
  dvsGesture: {
    title: 'DVS128-Gesture: 1,464 recordings of gestures by an event camera, 128×128, in 11 classes',
    format: 'dvsGesture',
    input: { channels: 2, size: 48, classes: 11 },
    frames: 20,
    pipeline: 'dvsGesture',
  },
  cifar10Dvs: {
    title: 'CIFAR10-DVS: 10,000 recordings of CIFAR-10 images by an event camera, 128×128, in 10 classes',
    format: 'cifar10Dvs',
    input: { channels: 2, size: 48, classes: 10 },
    frames: 10,
    pipeline: 'cifar10Dvs',
  },
} as const satisfies Readonly<Record<string, DataSetRecord>>;

export type SetName = keyof typeof dataSets;
export type FormatName = (typeof dataSets)[SetName]['format'];
export type PipelineName = (typeof dataSets)[SetName]['pipeline'];

const records: readonly (typeof dataSets)[SetName][] = Object.values(dataSets);
const different = <Name>(names: readonly Name[]): [Name, ...Name[]] => [...new Set(names)] as [Name, ...Name[]];

export const setNames = different(Object.keys(dataSets) as SetName[]);

/** The format of the files or folders of a config's data: `data.format`. */
export const formatNames = different<FormatName>(records.map(({ format }) => format));

/** The preprocessing of samples: `data.pipeline`. */
export const pipelineNames = different<PipelineName>(records.map(({ pipeline }) => pipeline));
