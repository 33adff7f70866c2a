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

/** Options of a bench. */
export interface BenchOptions {
  /** Number of timed training steps. */
  readonly repeat: number;
  /** Training steps before timing: memory is allocated, code is compiled, layers begin to fire. */
  readonly warmUp: number;
  /** Whether to time every kernel call of the timed steps. @defaultValue `false` */
  readonly profile?: boolean;
}

/** The cost of a training step on this machine. */
export interface BenchResult {
  /** Seconds of one training step: T times forward and backward, and one optimizer step. */
  readonly seconds: Spread;
  /** Fraction of the time of all steps that was spent waiting for batches; `null` for random images. */
  readonly waiting: number | null;
  /** At the median. */
  readonly imagesPerSecond: number;
  /** At the median, for the equivalent dense network: 2 FLOP per multiply-add, forward and both gradients. */
  readonly gigaflops: number;
  /** Peak bytes of tensors in the timed steps. */
  readonly peakBytes: number;
  /** Peak memory of the process, in bytes. */
  readonly residentBytes: number;
  readonly layers: readonly LayerActivity[];
  /** The profile; `null` unless requested. */
  readonly profile: Profile | null;
}

/**
 * Times training steps of a config's network.
 *
 * @param open opens the source of batches on the timed backend; the source is closed at the end
 * @returns `null` if `signal` stopped it before the first timed step
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
    progress.update(++done, `${seconds.toFixed(2)} s per step`);
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
      `on ${backend.name} a kernel call returns before the device is done: the times of ops are those of submitting work`,
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
  reporter.say(`memory: tensors ${peak} MiB, process ${resident} MiB`);
  sayLines(reporter, `firing rates, per time step:\n${formatLayers(layers)}`);
  if (profile) sayLines(reporter, `time by kernel and shape, medians:\n${showProfile(profile)}`);
  for (const warning of warningsOf(layers, config))
    reporter.warn(`${warning} (the time of a silent network is too short)`);
  reporter.emit({ event: 'end', ...result });
}

const show = (seconds: number): string =>
  seconds < 1 ? `${(1000 * seconds).toFixed(1)} ms` : `${seconds.toFixed(2)} s`;
