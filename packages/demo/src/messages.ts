import type { Card } from '@spikegrad/pretrained';
import type { Iteration, DeviceAttempt, DeviceName } from '@spikegrad/trainer';

/** Where to compute: a device by name, or the fastest one that is not a software renderer. */
export type Choice = 'auto' | DeviceName;

/** The weights that training starts from: those of the pretrained network, or random ones. */
export type Origin = 'pretrained' | 'random';

/** An image for the network: 32 × 32, three planes of bytes. */
export interface Thumbnail {
  readonly pixels: Uint8Array;
  /** Its class, if known. */
  readonly label: string | null;
}

/** Files of a run: its weights, and its config unless it is that of the sample. */
export interface RunFiles {
  readonly name: string;
  readonly weights: Uint8Array;
  readonly config: string | null;
}

/** The requests of the page to the worker. The first one is always `begin`. */
export type Request =
  | {
      readonly type: 'begin';
      readonly device: Choice;
      readonly from: Origin;
      /** Fields of the config, in the form of `--set`. */
      readonly settings: readonly string[];
      /** Number of training images, the first ones, as text; `null` for all. */
      readonly images: string | null;
    }
  | { readonly type: 'start' }
  | { readonly type: 'pause' }
  | { readonly type: 'load'; readonly run: RunFiles }
  | { readonly type: 'unload' }
  | { readonly type: 'classify'; readonly pixels: Uint8Array };

/** The network before training. */
export interface Opening {
  /** Its weights: random ones if those of the pretrained network do not fit the config. */
  readonly from: Origin;
  readonly classes: readonly string[];
  /** Images that are not used for training, one per class. */
  readonly examples: readonly Thumbnail[];
}

/** The settings of a training. */
export interface Plan {
  readonly parameters: number;
  readonly images: number;
  readonly iterations: number;
  readonly batchSize: number;
  /** T. */
  readonly steps: number;
}

/** The classification of an image. */
export interface Answer {
  readonly pixels: Uint8Array;
  /** The softmax of the mean output, per class. */
  readonly shares: readonly number[];
  /** The network that answered: the one in training after some batches, or a loaded run. */
  readonly by: string;
}

/** Messages of the worker. */
export type Report =
  | { readonly type: 'card'; readonly test: Card['test'] }
  | { readonly type: 'device'; readonly tried: readonly DeviceAttempt[] }
  /** The network can classify; the training images are loading. */
  | { readonly type: 'opened'; readonly opening: Opening }
  | { readonly type: 'ready'; readonly plan: Plan }
  | {
      readonly type: 'iteration';
      readonly figures: Iteration;
      /** What it took. */
      readonly milliseconds: number;
    }
  | {
      readonly type: 'tested';
      readonly images: number;
      readonly accuracy: number;
      readonly low: number;
      readonly high: number;
    }
  | { readonly type: 'loaded'; readonly name: string | null }
  | { readonly type: 'answer'; readonly answer: Answer }
  | {
      readonly type: 'failed';
      /** Whether the worker can go on. */
      readonly isFatal: boolean;
      readonly message: string;
    };
