import { setImmediate } from 'node:timers/promises';
import { defaultBackend, use } from '@spikegrad/core';
import { summary } from '@spikegrad/nn';
import {
  formatLayers,
  type LayerActivity,
  macsOfBatch,
  networkTitle,
  percent,
  type RunConfig,
  warningsOf,
} from '@spikegrad/trainer';
import { type Reporter, sayLines } from '@spikegrad/datasets';
import { buildExercise } from './exercise.js';
import { Profiler, type Profile } from './profiler.js';
import { showProfile } from './showProfile.js';
import { spreadOf, type Spread } from './spread.js';
import type { BatchSupply } from './supply.js';

/** How long a bench takes its time. */
export interface BenchOptions {
  /** Training steps that are timed. */
  readonly repeat: number;
  /** Training steps before that: memory is taken, code is compiled, layers begin to fire. */
  readonly warmUp: number;
  /** Whether every kernel call of the timed steps is timed too. @defaultValue `false` */
  readonly profile?: boolean;
}

/** What a training step costs here. */
export interface BenchResult {
  /** Seconds of one training step: T times forward and backward, one move of the weights. */
  readonly seconds: Spread;
  /** Of the time of all steps, what was spent waiting for their batches; `null` where images are drawn and there is nothing to wait for. */
  readonly waiting: number | null;
  /** At the median. */
  readonly imagesPerSecond: number;
  /** At the median, as if every multiply-add of a dense network were done: 2 FLOP each; forward, and both gradients. */
  readonly gigaflops: number;
  /** Most bytes of tensors that were alive at once, in the timed steps. */
  readonly peakBytes: number;
  /** Most memory that the process ever held, in bytes. */
  readonly residentBytes: number;
  readonly layers: readonly LayerActivity[];
  /** Where the step goes; `null` unless it was asked for. */
  readonly profile: Profile | null;
}

/**
 * Times training steps of a config's network.
 *
 * @param open where its batches come from, on the backend that is timed; it is closed in the end
 * @returns `null` when `signal` stopped it before anything was timed
 */
export async function bench(
  config: RunConfig,
  open: () => BatchSupply | Promise<BatchSupply>,
  options: BenchOptions,
  reporter: Reporter,
  signal: AbortSignal = new AbortController().signal,
): Promise<BenchResult | null> {
  const plain = defaultBackend();
  const profiler = options.profile ? new Profiler(plain) : null;
  if (profiler) await use(profiler.backend);
  let supply: BatchSupply | null = null;
  try {
    supply = await open();
    return await measure(config, supply, options, profiler, reporter, signal);
  } finally {
    await supply?.close();
    if (profiler) await use(plain);
  }
}

async function measure(
  config: RunConfig,
  supply: BatchSupply,
  { repeat, warmUp }: BenchOptions,
  profiler: Profiler | null,
  reporter: Reporter,
  signal: AbortSignal,
): Promise<BenchResult | null> {
  const { batchSize, steps } = config;
  const exercise = buildExercise(config, supply);
  const { macs, parameters } = summary(exercise.model, exercise.shape);
  reporter.say(
    `${networkTitle(config.model)}, ${config.rule.name}: ${parameters.toLocaleString('en-US')} parameters, ` +
      `batch ${batchSize}, T = ${steps}`,
  );
  reporter.emit({ event: 'start', parameters, macs, config, repeat, warmUp });
  const progress = reporter.progress('steps', warmUp + repeat);
  let [done, waited] = [0, 0];
  const learn = async (): Promise<number> => {
    const begin = performance.now();
    waited += (await exercise.learn()).waited;
    return (performance.now() - begin) / 1000;
  };
  const timed = async (heard: Profiler | null = null): Promise<number> => {
    await setImmediate(); // lets Ctrl-C in
    const seconds = await (heard ? heard.time(learn) : learn());
    progress.update(++done, `${seconds.toFixed(2)} s a step`);
    return seconds;
  };

  for (let i = 1; i < warmUp && !signal.aborted; i++) await timed();
  const layers = await exercise.observe();
  progress.update(++done, 'warmed up');
  if (!signal.aborted) await profiler?.count(learn);
  const backend = defaultBackend();
  backend.resetPeak();
  waited = 0;
  const measured: number[] = [];
  while (measured.length < repeat && !signal.aborted) {
    const seconds = await timed(profiler);
    reporter.emit({ event: 'step', step: measured.push(seconds) - 1, seconds });
  }
  progress.stop();
  if (measured.length === 0) return null;

  const seconds = spreadOf(measured);
  const result = {
    seconds,
    waiting: supply.isRead ? waited / measured.reduce((sum, each) => sum + each, 0) : null,
    imagesPerSecond: batchSize / seconds.median,
    gigaflops: (2 * macsOfBatch(macs, steps)) / seconds.median / 1e9,
    peakBytes: backend.memory().peakBytes,
    residentBytes: 1024 * process.resourceUsage().maxRSS,
    layers,
    profile: profiler?.result() ?? null,
  };
  if (profiler?.timesWork === false)
    reporter.warn(
      `on ${backend.name} a kernel call returns before the device is done: times of ops are those of handing work over`,
    );
  report(result, config, reporter);
  return result;
}

function report(result: BenchResult, config: RunConfig, reporter: Reporter): void {
  const { seconds, waiting, imagesPerSecond, gigaflops, peakBytes, residentBytes, layers, profile } = result;
  const { count, median, lower, upper } = seconds;
  const [peak, resident] = [peakBytes, residentBytes].map((bytes) => (bytes / 2 ** 20).toFixed(0));
  reporter.say(`one training step: median ${show(median)}, quartiles ${show(lower)} to ${show(upper)}, n = ${count}`);
  reporter.say(`${imagesPerSecond.toFixed(1)} images/s, ${gigaflops.toFixed(1)} GFLOP/s dense-equivalent`);
  if (waiting !== null) reporter.say(`waiting for data: ${percent(waiting)} of a step`);
  reporter.say(`memory: tensors ${peak} MiB at most, process ${resident} MiB`);
  sayLines(reporter, `firing, step by step:\n${formatLayers(layers)}`);
  if (profile) sayLines(reporter, `where the step goes, by kernel and shape; medians:\n${showProfile(profile)}`);
  for (const warning of warningsOf(layers, config)) reporter.warn(`${warning} (a silent network is timed too fast)`);
  reporter.emit({ event: 'end', ...result });
}

const show = (seconds: number): string =>
  seconds < 1 ? `${(1000 * seconds).toFixed(1)} ms` : `${seconds.toFixed(2)} s`;
