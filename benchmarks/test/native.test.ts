import { describe, expect, test } from '@jest/globals';
import { narrowTable } from '../narrow/page.js';
import { summaryTable } from '../page/summary.js';
import { targets } from '../page/targets.js';
import { run, spread } from './figures.js';

describe('native kernels', () => {
  const runs = [
    run('Spikegrad', 4),
    run('Spikegrad, native with AVX-512', 1.6),
    run('Spikegrad, native with AVX2', 2.5),
    run('PyTorch', 5),
    run('PyTorch, memory kept', 4),
  ];
  const narrow = runs.map((each) => ({ ...each, width: 0.25 }));

  test('are promised a speed against WebAssembly and the fastest PyTorch, at each width and batch', () => {
    const text = targets({ step: { runs }, narrow: { runs: narrow } });
    expect(text).toMatch(/2\.4 × the speed of WebAssembly: native with AVX-512, batch 32, 2 threads \| 2\.50 × \| met/);
    expect(text).toMatch(
      /1\.8 × the speed of WebAssembly: native with AVX2, batch 32, 2 threads \| 1\.60 × \| \*\*missed/,
    );
    expect(text).toMatch(/2\.2 × the speed of PyTorch: native with AVX-512, batch 32, 2 threads \| 2\.50 × \| met/);
    expect(text).toMatch(
      /2 × the speed of WebAssembly: native with AVX-512, width 0\.25, batch 32, .* \| 2\.50 × \| met/,
    );
  });

  test('lead the page: their time, and how many times the speed of PyTorch that is', () => {
    const [, , first, second] = summaryTable([...runs, ...narrow]).split('\n');
    expect(first).toBe('| 1 | 32 | 2 | 4.00 s, 1.00 × | 2.50 s, 1.60 × | 1.60 s, 2.50 × | 4.00 s |');
    expect(second).toMatch(/^\| 1\/4 \| 32 \| 2 \| 4\.00 s, 1\.00 ×/);
    expect(summaryTable([run('Spikegrad', 4)]).split('\n')[2]).toBe('| 1 | 32 | 2 | 4.00 s |  |  |  |');
  });

  test('are compared with the same width alone', () => {
    const others = runs.map((each) => ({ ...each, width: 0.125, seconds: spread(1) }));
    const lines = narrowTable({ runs: [...others, ...narrow], torch: { absent: null } }).split('\n');
    expect(lines[8]).toMatch(/^\| Spikegrad, native with AVX-512 \| 1\/4 .* \| 2\.50 × \| 2\.50 × \|/);
  });
});
