import type { Iteration, DeviceAttempt, DeviceName } from '@spikegrad/trainer';

/** Where to compute: a device by name, or the fastest that is real. */
export type Choice = 'auto' | DeviceName;

/** An image as the network takes it: 32 × 32, three planes of bytes. */
export interface Thumbnail {
  readonly pixels: Uint8Array;
  /** What it shows, where that is known. */
  readonly label: string | null;
}

/** Files of a run: its weights, and its config where it is not the sample's. */
export interface RunFiles {
  readonly name: string;
  readonly weights: Uint8Array;
  readonly config: string | null;
}

/** What the page asks of the worker. The first is always `begin`. */
export type Request =
  | {
      readonly type: 'begin';
      readonly device: Choice;
      /** Fields of the config, as `--set` of the command has them. */
      readonly settings: readonly string[];
      /** How many of the photographs to learn from, the first of them, as it was written; `null` for all. */
      readonly images: string | null;
    }
  | { readonly type: 'start' }
  | { readonly type: 'pause' }
  | { readonly type: 'load'; readonly run: RunFiles }
  | { readonly type: 'unload' }
  | { readonly type: 'classify'; readonly pixels: Uint8Array };

/** What is going to be trained. */
export interface Plan {
  readonly parameters: number;
  readonly images: number;
  readonly iterations: number;
  readonly batchSize: number;
  /** T. */
  readonly steps: number;
  readonly classes: readonly string[];
  /** Images that are not trained on, one a class. */
  readonly examples: readonly Thumbnail[];
}

/** What the network says of an image. */
export interface Answer {
  readonly pixels: Uint8Array;
  /** The share of each class: softmax of the mean output. */
  readonly shares: readonly number[];
  /** Who answered: the network in training after so many batches, or a run that was loaded. */
  readonly by: string;
}

/** Messages of the worker. */
export type Report =
  | { readonly type: 'device'; readonly tried: readonly DeviceAttempt[] }
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
