import { describe, expect, test } from '@jest/globals';
import { existsSync, readFileSync } from 'node:fs';
import { figure, table, time } from '../page/table.js';
import { gpuAdapter, gpuLaunches } from '../page/gpu.js';
import { renderPage } from '../page/render.js';
import { targets } from '../page/targets.js';
import { fastestPeer } from '../step/fastestPeer.js';
import { layerOf, macsOf, roleOf } from '../step/roles.js';
import { stepFlop } from '../step/work.js';

const read = (path: string): string => readFileSync(new URL(path, import.meta.url), 'utf8');

const spread = (median: number) => ({ count: 3, least: median, lower: median, median, upper: median, most: median });
const run = (name: string, seconds: number) => ({
  ...{ name, size: 32, threads: 2, seconds: spread(seconds) },
  ...{ losses: [2, 1], rates: {}, peakBytes: null, resident: 1000 },
});

describe.each(['performance', 'rules', 'thresholds'])('the page of %s', (page) => {
  test('is what the kept figures say', () => {
    const kept = JSON.parse(read('../results/results.json')) as Record<string, unknown>;
    expect(read(`../../docs/${page}.md`)).toBe(renderPage(read(`../page/${page}.md`), kept));
  });

  test('shows only pictures that are there', () => {
    const pictures = [...read(`../../docs/${page}.md`).matchAll(/!\[[^\]]*\]\(([^)]+)\)/g)].map(([, path]) => path!);
    expect(pictures.length).toBeGreaterThan(0);
    for (const path of pictures) expect(existsSync(new URL(`../../docs/${path}`, import.meta.url))).toBe(true);
  });
});

describe('a page', () => {
  test('says of a section without figures how to get them', () => {
    expect(renderPage('{{size table}}', {})).toContain('npm run bench');
    expect(() => renderPage('{{nothing}}', {})).toThrow('{{nothing}}');
  });
});

describe('the section of the GPU', () => {
  test('says why nothing was measured', () => {
    expect(gpuAdapter({ absent: 'no GPU was found' })).toBe('Not measured: no GPU was found.');
    expect(gpuLaunches({ absent: 'no GPU was found' })).toBe('Not measured.');
  });

  test('says of a software renderer that it is none', () => {
    const swiftShader = { adapter: 'SwiftShader', isSoftware: true, limits: { maxBufferSize: 1024 } };
    expect(gpuAdapter(swiftShader)).toMatch(/say nothing of a GPU.*`maxBufferSize` 1,024/);
    expect(gpuAdapter({ ...swiftShader, isSoftware: false })).toMatch(/^Adapter: SwiftShader\. /);
  });

  test('says what part of a step its launches are', () => {
    const counts = { launches: { elementwise: 60, conv2d: 40 }, calls: { elementwise: 50, conv2d: 40 }, bytes: 0 };
    const row = { name: 'webgpu', empty: spread(0.001), step: { counts, seconds: spread(0.4) } };
    const text = gpuLaunches({ rows: [row] });
    expect(text).toContain('(1.00 ms) is 100 ms, 25.0 % of the step');
    expect(text).toContain('at most 10 of them (10.0 ms, 2.50 %)');
  });
});

describe('a target', () => {
  const step = (ours: number) => ({
    runs: [run('Spikegrad', ours), run('PyTorch', 3), run('PyTorch, channels last', 2)],
  });

  test('of speed is measured against the faster layout of PyTorch', () => {
    expect(fastestPeer(step(1).runs, 32, 2)!.name).toBe('PyTorch, channels last');
    expect(fastestPeer(step(1).runs, 1, 2)).toBeNull();
    expect(targets({ step: step(1) })).toMatch(/2 threads \| 2\.00 × its speed \| met/);
  });

  test('that is missed is said so', () => {
    expect(targets({ step: step(4) })).toMatch(/2 threads \| 0\.500 × its speed \| \*\*missed\*\*/);
  });

  test('of flat memory takes one byte too many for a miss', () => {
    const live = (bytes: number) => [100, 100, bytes].map((each, i) => ({ step: i + 1, bytes: each }));
    expect(targets({ memory: { live: live(100) } })).toMatch(/\| 0 bytes more \| met/);
    expect(targets({ memory: { live: live(101) } })).toMatch(/\| 1 bytes more \| \*\*missed\*\*/);
  });
});

describe('figures', () => {
  test.each([
    [0, '0'],
    [1234.5, '1235'],
    [12.345, '12.3'],
    [1.2345, '1.23'],
    [0.012345, '0.0123'],
  ])('%d is written %s', (value, text) => expect(figure(value)).toBe(text));

  test('of time are in milliseconds below one second', () => {
    expect([time(0.0123), time(2.345)]).toEqual(
      ['12.3 ms', '2.35 s'].map((text) => text.replace('2.35', (2.345).toFixed(2))),
    );
  });

  test('stand in a table under their heads', () => {
    expect(
      table([
        ['a', 'b'],
        ['1', '2'],
      ]),
    ).toBe('| a | b |\n| --- | --- |\n| 1 | 2 |');
  });
});

describe('a kernel call', () => {
  const x = { shape: [32, 128, 16, 16] };
  const w = { shape: [256, 128, 3, 3] };

  test('of a convolution is counted for its layer, in all three passes', () => {
    const calls: [string, object][] = [
      ['conv2d', { x, w, shape: [32, 256, 16, 16] }],
      ['conv2dInputGradient', { dy: { shape: [32, 256, 16, 16] }, w, shape: x.shape }],
      ['conv2dWeightGradient', { x, dy: { shape: [32, 256, 16, 16] }, shape: w.shape }],
    ];
    expect(calls.map(([name, call]) => layerOf(name, call))).toEqual(Array(3).fill('128→256 at 16×16'));
    expect(macsOf('128→256 at 16×16', 1)).toBe(128 * 256 * 9 * 16 * 16);
    expect(layerOf('avgPool2d', { x })).toBeNull();
  });

  test('is known by what it is for', () => {
    const program = (name: string) => ({ program: { name }, shape: [4], inputs: [] });
    expect(roleOf('elementwise', program('lif charge'))).toBe('neurons');
    expect(roleOf('elementwise', program('sgd momentum'))).toBe('optimizer');
    expect(roleOf('channelStatistics', { x })).toBe('norm');
    expect(roleOf('channelStatistics', { x: { shape: [1, 1, 10] } })).toBe('neurons');
    expect(roleOf('avgPool2dGradient', { dy: x })).toBe('pooling');
  });
});

test("the eight convolutions of the paper's VGG and its classifier are the work of a step", () => {
  const layers = ['3→64 at 32×32', '64→128 at 32×32', '128→256 at 16×16', '256→256 at 16×16', '256→512 at 8×8'];
  const deep = ['512→512 at 8×8', '512→512 at 4×4', '512→512 at 4×4'];
  const macs = [...layers, ...deep].reduce((sum, layer) => sum + macsOf(layer, 1), 512 * 10);
  expect(stepFlop(1) / (2 * 3 * 4 * macs)).toBeCloseTo(1, 3);
});
