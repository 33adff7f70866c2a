import { describe, expect, test } from '@jest/globals';
import { existsSync, readFileSync } from 'node:fs';
import { shareOf } from '../bound/page.js';
import { loops } from '../bound/loops.js';
import { crossovers } from '../density/page.js';
import { inferenceProof, inferenceTable } from '../inference/page.js';
import { learningTable, overTimeTable } from '../learning/page.js';
import { figure, table, time } from '../page/table.js';
import { gpuAdapter, gpuLaunches } from '../page/gpu.js';
import { renderPage } from '../page/render.js';
import { targets } from '../page/targets.js';
import { fastestPeer } from '../step/fastestPeer.js';
import { layerOf, macsOf, roleOf } from '../step/roles.js';
import { stepFlop } from '../step/work.js';
import { run, spread } from './figures.js';

const read = (path: string): string => readFileSync(new URL(path, import.meta.url), 'utf8');

describe.each(['performance', 'performance-details', 'parity', 'rules', 'thresholds'])('the page of %s', (page) => {
  test('is what the kept figures say', () => {
    const kept = JSON.parse(read('../results/results.json')) as Record<string, unknown>;
    expect(read(`../../docs/${page}.md`)).toBe(renderPage(read(`../page/${page}.md`), kept));
  });

  test('shows only pictures that are there', () => {
    const pictures = [...read(`../../docs/${page}.md`).matchAll(/!\[[^\]]*\]\(([^)]+)\)/g)].map(([, path]) => path!);
    expect(pictures.length > 0).toBe(page !== 'parity');
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
    expect(gpuAdapter(swiftShader)).toMatch(/do not tell how fast a GPU is.*`maxBufferSize` 1,024/);
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

  test('of speed is what is promised at that batch size and on that many threads', () => {
    const at = (size: number, threads: number, ours: number) => {
      const runs = step(ours).runs.map((each) => ({ ...each, size, threads }));
      return targets({ step: { runs } });
    };
    expect(at(32, 2, 1.5)).toMatch(/at 1\.3 × PyTorch’s speed: batch 32, 2 threads \| 1\.33 × its speed \| met/);
    expect(at(32, 1, 1.5)).toMatch(/at 1\.5 × PyTorch’s speed: batch 32, 1 thread \| 1\.33 × its speed \| \*\*missed/);
    expect(at(1, 2, 1)).toMatch(/at 3 × .* \| 2\.00 × its speed \| \*\*missed/);
    expect(at(8, 1, 2)).toMatch(/no slower than PyTorch’s: batch 8, 1 thread \| 1\.00 × its speed \| met/);
    expect(at(32, 2, 1)).toMatch(/half the size of PyTorch’s: .* \| 1\.00 × its size \| \*\*missed/);
  });

  test('of recording is a twentieth of a step, and missed targets come first', () => {
    const watched = (watcher: string, share: number) => ({ width: 1, size: 8, watcher, share: spread(share) });
    const text = targets({ diagnostics: { rows: [watched('nobody', 0), watched('a', 0.04), watched('b', 0.06)] } });
    expect(text.split('\n').slice(2)).toEqual([
      '| recording b costs at most 5 % of a step: width 1, batch 8 | 6.0 % | **missed** |',
      '| recording a costs at most 5 % of a step: width 1, batch 8 | 4.0 % | met |',
    ]);
  });

  test('takes no way of ours for PyTorch', () => {
    const runs = [run('Spikegrad', 1), run('Spikegrad, dense', 0.5), run('PyTorch', 2)];
    expect(fastestPeer(runs, 32, 2)!.name).toBe('PyTorch');
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

describe('convolutions over density', () => {
  const pair = (events: number, dense: number) => ({ events: spread(events), dense: spread(dense) });
  const whole = (...pairs: readonly (readonly [number, number])[]) =>
    pairs.map(([events, dense], i) => ({ density: (i + 1) / 10, ...pair(events, dense) }));
  const said = (...pairs: readonly (readonly [number, number])[]) =>
    crossovers({ runs: [{ threads: 1, layers: [], whole: whole(...pairs) }] });

  test('say up to where events are the faster way', () => {
    expect(said([1, 2], [1.5, 2], [2, 2])).toMatch(/up to 20\.0 %, and not faster beyond the spread at 30\.0 %/);
    expect(said([1, 2], [1.5, 2])).toContain('at every density');
    expect(said([3, 2], [2, 2])).toContain('at no density');
  });

  test('are held to the dense path where all of the input is there', () => {
    const density = (events: number) => ({ runs: [{ threads: 2, layers: [], whole: whole([events, 2]) }] });
    expect(said([1, 2], [2.2, 2])).toMatch(/10\.0 % more than .* \*\*beyond\*\* the spread/);
    expect(targets({ density: density(2) })).toMatch(/\| 1\.00 × the time of the dense path \| met/);
    expect(targets({ density: density(2.2) })).toMatch(/\| 1\.10 × the time of the dense path \| \*\*missed\*\*/);
  });
});

describe('a loop that bounds kernels', () => {
  const { memory, multiplyAdd, add, copy } = loops(2 ** 17) as unknown as {
    readonly memory: { readonly buffer: ArrayBuffer };
    readonly multiplyAdd: (rounds: number, pointer: number, mask: number) => void;
    readonly add: (rounds: number, pointer: number, mask: number) => void;
    readonly copy: (from: number, to: number, bytes: number) => void;
  };
  const floats = (from: number, count: number) => new Float32Array(memory.buffer, from, count);
  const row = Array.from({ length: 32 }, (_, i) => i + 1);

  test('adds eight vectors a round', () => {
    floats(0, 32).set(row);
    add(5, 0, 0);
    expect([...floats(0, 32)]).toEqual(row.map((value) => 5 * value));
  });

  test('adds eight products of vectors a round', () => {
    floats(0, 32).set(row);
    multiplyAdd(3, 0, 0);
    const lane = (i: number, vector: number): number => row[4 * vector + (i % 4)]!;
    const products = row.map((_, i) => {
      const sum = Math.floor(i / 4);
      return 3 * lane(i, sum % 2) * lane(i, 2 + Math.floor(sum / 2));
    });
    expect([...floats(0, 32)]).toEqual(products);
  });

  test('copies', () => {
    floats(0, 32).set(row);
    copy(0, 4096, 128);
    expect([...floats(4096, 32)]).toEqual(row);
  });

  test('is the fastest of its turns; a kernel is the median of its own', () => {
    const bound = { name: 'multiply-adds', bound: null, speed: { ...spread(40), maximum: 50 } };
    const product = (speed: number) => ({
      name: 'matrix product, 1024³',
      bound: 'multiply-adds',
      speed: spread(speed),
    });
    expect(shareOf([bound, product(20)], product(20))).toBe(0.4);
    expect(targets({ bound: { rows: [bound, product(45)] } })).toMatch(/\| 90\.0 % \| met/);
    expect(targets({ bound: { rows: [bound, product(40)] } })).toMatch(/\| 80\.0 % \| \*\*missed\*\*/);
  });
});

describe('evaluation', () => {
  const one = (name: string, seconds: number) => ({ ...run(name, seconds), apart: 0.001, rates: { a: 0.1, b: 0.2 } });
  const figures = {
    torch: { absent: null },
    runs: [one('Spikegrad', 1), one('Spikegrad, dense', 3), one('PyTorch', 2)],
  };

  test('is compared with our own dense and with PyTorch', () => {
    const [, , ours, dense, torch] = inferenceTable(figures).split('\n');
    expect(ours).toMatch(/\| 3\.00 × \| 2\.00 × \|/);
    expect(dense).toMatch(/\| {2}\| 0\.667 × \|/);
    expect(torch).toMatch(/\| {2}\| {2}\|/);
  });

  test('says how far programs are apart', () => {
    expect(inferenceProof(figures)).toMatch(/differ by 0\.100 % .* 10\.0 %, 20\.0 %\./);
  });
});

describe('learning over time', () => {
  const row = (rule: string, steps: number) => ({
    rule,
    steps,
    seconds: spread(1),
    peakBytes: 2 ** 20,
    resident: 2 ** 21,
  });
  const figures = { narrow: { width: 0.25, size: 8 }, full: { width: 1, size: 32 }, threads: 2 };

  test('has a line for each T, also where BPTT does not fit', () => {
    const absent = { rule: 'bptt', steps: 4, absent: 'does not fit' };
    const overTime = [row('online', 2), row('bptt', 2), row('online', 4), absent];
    const lines = overTimeTable({ ...figures, overTime }).split('\n');
    expect(lines.at(-2)).toMatch(/^\| 2 \| 1\.00 s .* \| 1\.00 MiB \| 1\.00 s .* \| 1\.00 MiB \|$/);
    expect(lines.at(-1)).toMatch(/^\| 4 \| 1\.00 s .* \| 1\.00 MiB \| does not fit \| {2}\|$/);
  });

  test('compares every rule with online', () => {
    const atFull = [row('online', 4), { ...row('ottt', 4), seconds: spread(2.5) }];
    expect(learningTable({ ...figures, atFull })).toMatch(/\| ottt \| 2\.50 s .* \| 2\.50 × \|/);
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
