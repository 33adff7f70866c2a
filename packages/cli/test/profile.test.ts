import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  conv2d,
  cpu,
  defaultBackend,
  fromData,
  grad,
  mapKernels,
  Random,
  use,
  type Backend,
  type DeferredObserver,
  type KernelCall,
} from '@spikegrad/core';
import { bench, type BenchResult } from '../../runs/src/bench/bench.js';
import { Profiler } from '../../runs/src/bench/profiler.js';
import { bar, showProfile } from '../../runs/src/bench/showProfile.js';
import { drawn } from '../../runs/src/bench/supply.js';
import { parseConfig } from '../../trainer/src/config/parse.js';
import { spikegrad } from './commandLine.js';
import { listener } from '../../datasets/test/listener.js';

/** The eight convolutions of the paper's VGG at 1/32 of its width. */
const layers = [
  ...['3→2, 3×3 at 32×32', '2→4, 3×3 at 32×32', '4→8, 3×3 at 16×16', '8→8, 3×3 at 16×16'],
  ...['8→16, 3×3 at 8×8', '16→16, 3×3 at 8×8', '16→16, 3×3 at 4×4'],
];
const steps = 2;
const tiny = {
  data: { train: ['absent.bin'], test: ['absent.bin'] },
  ...{ batchSize: 3, steps, model: { width: 1 / 32 }, norm: { name: 'osr', guardRatio: 2 } },
};
let folder = '';
let configFile = '';

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'spikegrad-'));
  configFile = join(folder, 'tiny.json');
  await writeFile(configFile, JSON.stringify(tiny));
});
afterAll(() => rm(folder, { recursive: true }));
afterAll(() => use(cpu()));

const run = (...flags: readonly string[]) =>
  spikegrad('bench', configFile, '--profile', '--repeat', '2', '--warm-up', '2', ...flags);

describe('spikegrad bench --profile', () => {
  test('gives every op its share of the step, and all of them with the time between are the whole step', async () => {
    const { code, out } = await run('--json');
    expect(code).toBe(0);
    const { profile } = JSON.parse(out.split('\n').at(-1)!) as BenchResult;
    const { ops, inKernels, outside, outsideFraction } = profile!;
    const sum = (figures: readonly number[]): number => figures.reduce((a, b) => a + b, 0);
    expect(sum(ops.map(({ fraction }) => fraction)) + outsideFraction).toBeCloseTo(1, 9);
    expect(sum(ops.map(({ seconds }) => seconds))).toBeCloseTo(inKernels, 9);
    expect(outsideFraction).toBeCloseTo(outside / (inKernels + outside), 9);
    expect(ops.map(({ seconds }) => seconds)).toEqual(ops.map(({ seconds }) => seconds).sort((a, b) => b - a));
  });

  test('has every convolution in all of its passes, as often as it is called', async () => {
    const { out } = await run('--json', '--device', 'cpu');
    const { ops } = (JSON.parse(out.split('\n').at(-1)!) as BenchResult).profile!;
    const of = (name: string) =>
      Object.fromEntries(ops.filter(({ kernel }) => kernel === name).map((op) => [op.shape, op.calls]));
    const calls = Object.fromEntries(layers.map((layer, i) => [layer, (i === layers.length - 1 ? 2 : 1) * steps]));
    expect(of('conv2d')).toEqual(calls);
    expect(of('conv2dWeightGradient')).toEqual(calls);
    const { [layers[0]!]: _images, ...deeper } = calls; // no gradient is asked of images
    expect(of('conv2dInputGradient')).toEqual(deeper);
    const first = ops.find(({ kernel, shape }) => kernel === 'conv2d' && shape === layers[0])!;
    expect(first).toMatchObject({ density: 1, bytesOut: 4 * steps * 3 * 2 * 32 * 32 });
  });

  test('is a table for people, whose last line has the sum; the backend is as it was', async () => {
    const { out } = await run('--device', 'cpu');
    expect(out).toMatch(/time +share +calls +MiB in +MiB out +not 0 +op\n/);
    expect(out).toMatch(/op\n.* ms +[\d.]+ % █{20} /); // the longest comes first, whichever it is
    expect(out).toMatch(/ ms +[\d.]+ % .* 2 .* conv2d {2}\d+→\d+, 3×3 at /);
    expect(out).toMatch(/together [\d.]+ ms: kernels [\d.]+ ms, outside them [\d.]+ ms \([\d.]+ %\)/);
    const before = cpu();
    await use(before);
    const terminal = listener();
    const config = parseConfig(tiny, 'tiny');
    await bench(config, () => drawn(config), { repeat: 1, warmUp: 1, profile: true }, terminal);
    expect(terminal.said.join()).toMatch(/time by kernel and shape/);
    expect(defaultBackend()).toBe(before);
  });
});

/** One convolution of 10 values and 22 zeros, and its weight gradient, on a backend that is heard. */
async function heard(plain: Backend): Promise<Profiler> {
  const profiler = new Profiler(plain);
  const { backend } = profiler;
  const values = Array.from({ length: 32 }, (_, i) => (i % 3 === 0 && i < 30 ? (i % 2 === 0 ? 1 : -0.5) : 0));
  const x = fromData(values, [1, 2, 4, 4], { backend });
  const w = new Random(1).normal([5, 2, 3, 3], { backend, requiresGrad: true });
  const body = (): Promise<number> => {
    const y = conv2d(x, w, null, { padding: 1 });
    grad(y, [w], { gradient: y.detach() });
    return Promise.resolve(60);
  };
  await profiler.count(body);
  for (let i = 0; i < 3; i++) await profiler.time(body);
  return profiler;
}

describe('a profiler', () => {
  const { readSync: _absent, ...remote } = cpu();

  test.each([
    ['whose memory is at hand', cpu(), true],
    ['that is read later', remote, false],
  ])('counts inputs that are not 0 and bytes in and out, on a backend %s', async (_what, backend, timesWork) => {
    const profiler = await heard(backend);
    const { ops, outside } = profiler.result();
    const [input, weight, output] = [32, 90, 80].map((size) => 4 * size) as [number, number, number];
    const shape = '2→5, 3×3 at 4×4';
    expect(ops.find(({ kernel }) => kernel === 'conv2d')).toMatchObject({
      ...{ shape, calls: 1, density: 10 / 32, bytesIn: input + weight, bytesOut: output },
    });
    expect(ops.find(({ kernel }) => kernel === 'conv2dWeightGradient')).toMatchObject({
      ...{ shape, calls: 1, density: 10 / 32, bytesIn: input + output, bytesOut: weight },
    });
    expect(outside).toBeGreaterThan(50); // of the 60 seconds that each step claims
    expect(profiler.timesWork).toBe(timesWork);
  });

  test('charges what a backend computes late to the call that it belongs to', async () => {
    let clock = 0;
    const now = jest.spyOn(performance, 'now').mockImplementation(() => 1000 * clock);
    let observer: DeferredObserver | null = null;
    let late: KernelCall | null = null;
    const { kernels, ...rest } = cpu();
    const plain: Backend = {
      ...rest,
      kernels: mapKernels(kernels, (kernel, name) => (call) => {
        if (name === 'conv2dWeightGradient') late = [name, call];
        if (name === 'elementwise') {
          if (observer && late) observer(late, () => (clock += 5));
          late = null;
          clock += 1;
        }
        return kernel(call);
      }),
      observeDeferred: (given) => (observer = given),
    };
    const profiler = new Profiler(plain);
    const { backend } = profiler;
    const x = fromData([1, 2, 3, 4], [1, 1, 2, 2], { backend });
    const w = fromData([2], [1, 1, 1, 1], { backend, requiresGrad: true });
    await profiler.time(() => {
      const began = clock;
      const y = conv2d(x, w, null);
      const [gradient] = grad(y, [w], { gradient: y.detach() });
      gradient.mul(3);
      clock += 2;
      return Promise.resolve(clock - began);
    });
    now.mockRestore();
    const { ops, inKernels, outside } = profiler.result();
    const secondsOf = (name: string): number => ops.find(({ kernel }) => kernel.startsWith(name))!.seconds;
    expect([secondsOf('conv2dWeightGradient'), secondsOf('elementwise'), inKernels, outside]).toEqual([5, 1, 6, 2]);
    expect(observer).toBeNull();
  });

  test('gives results as its backend does', async () => {
    const x = new Random(1).normal([2, 3], { backend: new Profiler(cpu()).backend });
    const plain = new Random(1).normal([2, 3], { backend: cpu() });
    expect(x.mul(x).sum().dataSync()).toEqual(plain.mul(plain).sum().dataSync());
  });
});

test('bars are drawn to an eighth of a character', () => {
  expect([0, 1 / 8, 1, 2.5, 1.97].map(bar)).toEqual(['', '▏', '█', '██▌', '██']);
});

test('what comes after the longest ops is one line', () => {
  const op = { calls: 1, bytesIn: 2 ** 20, bytesOut: 0, density: null, seconds: 0.001, fraction: 1 / 40 };
  const ops = Array.from({ length: 30 }, (_, i) => ({ ...op, kernel: 'reduce', shape: String(i) }));
  const lines = showProfile({ ops, inKernels: 0.03, outside: 0.01, outsideFraction: 0.25 }).split('\n');
  expect(lines).toHaveLength(1 + 24 + 1 + 1);
  expect(lines.at(-2)).toMatch(/6\.00 ms +15\.0 % +6 +6\.00 +0\.00 +6 more$/);
  expect(lines.at(-1)).toBe('  together 40.00 ms: kernels 30.00 ms, outside them 10.00 ms (25.0 %)');
});
