import {
  assign,
  batchesOf,
  buildOptimizer,
  chooseDevice,
  inBetween,
  type Iteration,
  learn,
  type Learner,
  parseConfig,
  positionOf,
  type RunConfig,
  type DeviceName,
  testOn,
} from '@spikegrad/trainer';
import type { ImageDataset } from '@spikegrad/data';
import type { Choice, Request } from '../messages.js';
import { tell } from './inbox.js';
import { classify, countParameters, dispose, networkOf, openRun, type Network } from './network.js';
import { examplesOf, fetchConfig, fetchSet, firstOf } from './sample.js';

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
  private readonly config: RunConfig;
  private readonly testing: ImageDataset;
  private readonly trained: Network;
  private readonly iterations: AsyncGenerator<Iteration>;
  private loaded: Run | null = null;
  private learned = 0;

  private constructor(config: RunConfig, training: ImageDataset, testing: ImageDataset) {
    this.config = config;
    this.testing = testing;
    this.trained = networkOf(config);
    const learner: Learner = {
      model: this.trained.model,
      optimizer: buildOptimizer(this.trained.model, config.optimizer),
    };
    this.iterations = learn(
      learner,
      inBetween(training, config, positionOf(0, training, config)),
      config,
      batchesOf(training, config),
    );
  }

  /** @throws DeviceError, ConfigError, ValueError */
  static async begin({ device, settings, images: asked }: Extract<Request, { type: 'begin' }>): Promise<Session> {
    const [fields, all, testing] = await Promise.all([fetchConfig(), fetchSet('train'), fetchSet('test')]);
    const training = firstOf(all, asked);
    const config = parseConfig(settings.reduce(assign, fields), 'the settings in the address of this page');
    const parameters = countParameters(config);
    await useDevice(device);
    const session = new Session(config, training, testing);
    const { iterations, batchSize, steps } = config;
    const { classes, count: images } = training;
    const examples = examplesOf(testing);
    tell({ type: 'ready', plan: { parameters, images, iterations, batchSize, steps, classes, examples } });
    return session;
  }

  /** Trains on one batch, and tests after the last one. @returns whether there are more batches */
  async advance(): Promise<boolean> {
    const begin = performance.now();
    const { value: figures, done } = await this.iterations.next();
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
        this.listenTo({ ...openRun(request.run, this.config), name: request.run.name });
        break;
      case 'unload':
        this.listenTo(null);
        break;
      case 'classify': {
        const { pixels } = request;
        const by = this.loaded?.name ?? `this network after ${this.learned} batches`;
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

  private async test(): Promise<false> {
    const result = await testOn(this.trained.model, this.testing, this.config);
    tell({ type: 'tested', ...result });
    return false;
  }
}

export const sayError = (error: unknown): string => (error instanceof Error ? error.message : String(error));
