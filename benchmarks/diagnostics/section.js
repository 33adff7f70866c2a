import { spreadOf } from '@spikegrad/runs';
import { runScript } from '../machine/child.js';

const networks = [
  { width: 0.25, size: 32, rounds: 24 },
  { width: 1, size: 8, rounds: 8 },
];

/** The cost of monitoring, as a fraction of the same step without a monitor. */
export async function measureDiagnostics({ quick }) {
  const rows = [];
  for (const { width, size, rounds: all } of networks) {
    const rounds = quick ? 4 : all;
    console.error(`VGG of width ${width}, batch ${size}: ${rounds} rounds of three steps`);
    const options = { width, size, rounds, threads: 1 };
    const { seconds } = await runScript(new URL('./watch.js', import.meta.url), options);
    for (const [watcher, taken] of Object.entries(seconds)) {
      const shares = taken.map((each, i) => each / seconds.nobody[i] - 1);
      rows.push({ width, size, watcher, seconds: spreadOf(taken), share: spreadOf(shares) });
    }
  }
  return { rows };
}
