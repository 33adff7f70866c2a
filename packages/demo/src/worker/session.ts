import {
  batchesOf,
  buildOptimizer,
  chooseDevice,
  inBetween,
  type Iteration,
  learn,
  type Learner,
  positionOf,
  type RunConfig,
  type DeviceName,
  testOn,
} from '@spikegrad/trainer';
import { cifar10Classes, type ImageDataset } from '@spikegrad/data';
import { decodeModel } from '@spikegrad/nn';
import type { Choice, Origin, Request } from '../messages.js';
import { tell } from './inbox.js';
import { classify, countParameters, dispose, networkOf, openRun, type Network } from './network.js';
import { fetchCard, fetchStart, type Start } from './origin.js';
import { fetchExamples, fetchSet, firstOf } from './sample.js';

const fastestFirst: readonly DeviceName[] = ['webgpu', 'webgl2', 'wasm'];

/** Chooses the requested device. A device that is requested by name may be a software renderer. */
const useDevice = async (choice: Choice): Promise<void> => {
  const isNamed = choice !== 'auto';
  const tried = await chooseDevice(isNamed ? [choice] : fastestFirst, { allowSoftware: isNamed });
  tell({ type: 'device', tried });
};

/** A loaded network. */
interface Run extends Network {
  readonly name: string;
}

/** One training on the sample, and the networks that classify images. */
export class Session {
  /** The training. It resolves after the training images are loaded. */
  readonly iterations: Promise<AsyncGenerator<Iteration>>;
  private readonly config: RunConfig;
  private readonly sample: RunConfig;
  private readonly trained: Network;
  private readonly from: Origin;
  private loaded: Run | null = null;
  private learned = 0;

  private constructor(
    { config, sample, weights }: Start,
    parameters: number,
    training: Promise<ImageDataset>,
    images: string | null,
  ) {
    this.config = config;
    this.sample = sample;
    this.trained = networkOf(config);
    this.from = weights ? 'pretrained' : 'random';
    if (weights) decodeModel(this.trained.model, weights, 'the pretrained network');
    this.iterations = this.prepare(parameters, training, images);
  }

  /** @throws DeviceError, ConfigError, ValueError */
  static async begin({ device, from, settings, images }: Extract<Request, { type: 'begin' }>): Promise<Session> {
    const [start, { test }, examples] = await Promise.all([fetchStart(from, settings), fetchCard(), fetchExamples()]);
    tell({ type: 'card', test });
    const parameters = countParameters(start.config);
    // These 6 MB are loaded after everything else, during the test of the device. `iterations` rejects if they cannot be loaded.
    const training = fetchSet('train');
    training.catch(() => undefined);
    await useDevice(device);
    const session = new Session(start, parameters, training, images);
    tell({ type: 'opened', opening: { from: session.from, classes: cifar10Classes, examples } });
    return session;
  }

  /** Waits for the training images. Until then the network can classify. @throws ValueError for a wrong number of images */
  private async prepare(
    parameters: number,
    all: Promise<ImageDataset>,
    asked: string | null,
  ): Promise<AsyncGenerator<Iteration>> {
    const { config } = this;
    const { model } = this.trained;
    const training = firstOf(await all, asked);
    const learner: Learner = { model, optimizer: buildOptimizer(model, config.optimizer) };
    const { iterations, batchSize, steps } = config;
    tell({ type: 'ready', plan: { parameters, images: training.count, iterations, batchSize, steps } });
    const batches = inBetween(training, config, positionOf(0, training, config));
    return learn(learner, batches, config, batchesOf(training, config));
  }

  /** Trains on one batch, and tests after the last one. @returns whether there are more batches */
  async advance(): Promise<boolean> {
    const begin = performance.now();
    const { value: figures, done } = await (await this.iterations).next();
    if (done) return this.test();
    this.learned++;
    tell({ type: 'iteration', figures, milliseconds: performance.now() - begin });
    if (!Number.isFinite(figures.loss)) throw new Error('The loss is NaN or infinite: try a lower learning rate.');
    return true;
  }

  /** Handles a request of the page that is not about training. */
  async answer(request: Extract<Request, { type: 'load' | 'unload' | 'classify' }>): Promise<void> {
    try {
      await this.attempt(request);
    } catch (error) {
      tell({ type: 'failed', isFatal: false, message: sayError(error) });
    }
  }

  private async attempt(request: Extract<Request, { type: 'load' | 'unload' | 'classify' }>): Promise<void> {
    switch (request.type) {
      case 'load':
        this.listenTo({ ...openRun(request.run, this.sample), name: request.run.name });
        break;
      case 'unload':
        this.listenTo(null);
        break;
      case 'classify': {
        const { pixels } = request;
        const by = this.loaded?.name ?? this.describe();
        const shares = await classify(this.loaded ?? this.trained, pixels);
        tell({ type: 'answer', answer: { pixels, shares, by } });
        break;
      }
      default:
        request satisfies never;
    }
  }

  /** Chooses the network that classifies: a loaded run, or the network in training. */
  private listenTo(loaded: Run | null): void {
    if (this.loaded) dispose(this.loaded);
    this.loaded = loaded;
    tell({ type: 'loaded', name: loaded?.name ?? null });
  }

  /** The network in training, in words. */
  private describe(): string {
    const { from, learned } = this;
    if (from === 'random') return `this network after ${learned} batches`;
    return learned === 0 ? 'the pretrained network' : `the pretrained network after ${learned} more batches`;
  }

  private async test(): Promise<false> {
    const result = await testOn(this.trained.model, await fetchSet('test'), this.config);
    tell({ type: 'tested', ...result });
    return false;
  }
}

export const sayError = (error: unknown): string => (error instanceof Error ? error.message : String(error));
