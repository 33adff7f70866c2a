import { spreadOf } from '@spikegrad/runs';
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { runScript } from '../machine/child.js';
import { workloads } from './workloads.js';
import { npmCommand } from '../../tools/npm.mjs';

const folder = fileURLToPath(new URL('.', import.meta.url));

/** Operations compared with other JavaScript libraries, each in its own process. */
export async function measurePeers({ quick }) {
  const seconds = quick ? 0.2 : 1;
  const rows = [];
  for (const threads of [1, 2]) rows.push(await library('Spikegrad', './spikegrad.js', { threads, seconds }));
  const absent = installPeers();
  if (absent === null) {
    rows.push(await library('TensorFlow.js wasm', './tfjs.js', { threads: 1, seconds }));
    rows.push(await library('jax-js wasm', './jax.js', { threads: 1, seconds }));
  }
  return { rows, absent };
}

async function library(name, script, options) {
  console.error(`operations of ${name}, ${options.threads} threads`);
  const { threads, version, results } = await runScript(new URL(script, import.meta.url), options);
  const figures = Object.fromEntries(
    Object.entries(results).map(([workload, { samples, value, absent }]) => {
      if (absent) return [workload, { absent }];
      const seconds = spreadOf(samples);
      return [workload, { seconds, speed: workloads[workload].work / seconds.median, value }];
    }),
  );
  return { name, version, threads, figures };
}

/** Installs the other libraries in this folder if they are missing. @returns why they cannot be measured, or null */
function installPeers() {
  if (existsSync(`${folder}node_modules/@tensorflow/tfjs-core`)) return null;
  console.error('installing TensorFlow.js and jax-js into benchmarks/peers, 68 MB');
  try {
    const [npm, ...before] = npmCommand();
    execFileSync(npm, [...before, 'ci', '--no-audit', '--no-fund'], {
      cwd: folder,
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    return null;
  } catch {
    return 'not measured: `npm ci` in `benchmarks/peers` did not succeed';
  }
}
