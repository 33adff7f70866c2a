import { spreadOf } from '@spikegrad/runs';
import { availableParallelism } from 'node:os';
import { swiftShader } from '../../tools/swiftshader.mjs';
import { runScript } from '../machine/child.js';
import { large, small, workloadsOf } from './sizes.js';

const script = (name) => new URL(name, import.meta.url);

/** Operations and a training step on WebGPU, compared with WebAssembly and the CPU modes of gpu.js. */
export async function measureGpu({ quick }) {
  const found = await findAdapter();
  if (found.absent) return { absent: found.absent };
  const { environment, ...adapter } = found;
  console.error(`${adapter.adapter}${adapter.isSoftware ? ', a software renderer' : ''}`);
  const sizes = adapter.isSoftware ? small : large;
  const rows = [];
  for (const [name, threads] of [
    ['webgpu', null],
    ...[...new Set([1, availableParallelism()])].map((count) => ['wasm', count]),
    ...['webasm', 'cpu'].map((mode) => [mode, null]),
  ]) {
    console.error(`operations and a training step on ${name}${threads ? `, ${threads} threads` : ''}`);
    // At full width a step in a mode of gpu.js on the processor takes minutes.
    const isHostMode = name === 'webasm' || name === 'cpu';
    const taken = isHostMode && !adapter.isSoftware ? { ...small, network: null } : sizes;
    const options = { name, threads, sizes: taken, seconds: quick ? 0.2 : 1, repeat: quick ? 1 : 5 };
    const figures = await runScript(script('./work.js'), options, [], name === 'webgpu' ? environment : {});
    rows.push({ name, threads, ...inFigures(figures, workloadsOf(taken)) });
  }
  return { ...adapter, network: sizes.network, rows };
}

/** The adapter of this machine, else SwiftShader, with the environment that shows it; or why there is neither. */
async function findAdapter() {
  const look = (environment) =>
    runScript(script('./adapter.js'), {}, [], environment).catch((error) => ({ absent: error.message }));
  const own = await look({});
  const software = swiftShader();
  if (!own.absent || !software) return { ...own, environment: {} };
  return { ...(await look(software)), environment: software };
}

function inFigures({ results, empty, step }, workloads) {
  const operations = Object.entries(results).map(([workload, { samples, value, absent }]) => {
    if (absent) return [workload, { absent }];
    const { unit, work } = workloads[workload];
    const seconds = spreadOf(samples);
    return [workload, { seconds, speed: work / seconds.median, unit, value }];
  });
  const { samples, ...rest } = step ?? {};
  return {
    operations: Object.fromEntries(operations),
    empty: spreadOf(empty),
    step: step && { ...rest, seconds: spreadOf(samples) },
  };
}
