import { describe, expect, test } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { fastestPeer } from '../step/fastestPeer.js';

interface Run {
  readonly name: string;
  readonly size: number;
  readonly threads: number;
  readonly seconds: { readonly median: number };
}
interface OverTime {
  readonly rule: string;
  readonly steps: number;
  readonly peakBytes: number;
}

const read = (path: string): string => readFileSync(new URL(path, import.meta.url), 'utf8');
const readme = read('../../README.md').replaceAll(/\s+/g, ' ');
const kept = JSON.parse(read('../results/results.json')) as {
  readonly step: { readonly runs: readonly Run[] };
  readonly learning: { readonly overTime: readonly OverTime[] };
};

describe('the README has the kept figures', () => {
  test('of memory over the time steps', () => {
    const largest = Math.max(...kept.learning.overTime.map(({ steps }) => steps));
    const mebibytes = (rule: string): string => {
      const { peakBytes } = kept.learning.overTime.find((row) => row.rule === rule && row.steps === largest)!;
      return (peakBytes / 2 ** 20).toFixed(0);
    };
    expect(readme).toContain(
      `At T = ${largest}, online learning uses ${mebibytes('online')} MiB and back-propagation through time (BPTT) ` +
        `uses ${mebibytes('bptt')} MiB.`,
    );
  });

  test.each(['Spikegrad, native with AVX-512', 'Spikegrad'])('of the speed of %s beside PyTorch', (name) => {
    const speeds = kept.step.runs
      .filter((run) => run.name === name)
      .map(({ size, threads, seconds }) => {
        const peer = fastestPeer(kept.step.runs, size, threads) as Run;
        return peer.seconds.median / seconds.median;
      });
    const range = [Math.min(...speeds), Math.max(...speeds)].map((speed) => speed.toFixed(2));
    expect(readme).toContain(`runs at ${range.join(' to ')} times `);
  });
});
