import { cpu, full, use } from '@spikegrad/core';
import { testOn } from '@spikegrad/trainer';
import { OTS } from '@spikegrad/normalization';
import { wasm } from '@spikegrad/wasm';
import { trained } from '../sample/trained.js';

const sizes = [1, 2, 4, 8, 16, 32, 64, 128, 256];

/** How a network finds its thresholds when it is tested; `fixed` is that of the first step at every step. */
const kinds = ['dynamic', 'running', 'causal', 'fixed'];

/** Accuracy over the size of test batches, by each way to find thresholds, of networks that were trained alike. */
export async function measureThresholds({ quick }) {
  await use(wasm());
  try {
    const [seeds, iterations, tested] = quick ? [[1], 40, [1, 256]] : [[1, 2, 3], 400, sizes];
    console.error(`a small VGG of seed ${seeds.join(', ')}, tested in batches of ${tested.join(', ')}`);
    const rows = [];
    for (const seed of seeds) {
      const { model, config, testing } = await trained({ seed, iterations });
      for (const kind of kinds) {
        choose(model, kind);
        for (const batchSize of tested) {
          const { accuracy: share } = await testOn(model, testing, { ...config, batchSize });
          rows.push({ seed, kind, batchSize, share });
        }
        console.error(`  seed ${seed}, ${kind}: ${(100 * rows.at(-1).share).toFixed(1)} % at ${tested.at(-1)}`);
      }
    }
    return { iterations, rows };
  } finally {
    await use(cpu());
  }
}

function choose(model, kind) {
  for (const ots of model.modules().filter((module) => module instanceof OTS)) {
    ots.evaluation = kind === 'fixed' ? 'running' : kind;
    if (kind === 'fixed') ots.thresholds.replace(full(ots.thresholds.shape, ots.initial)); // without stored thresholds
  }
}
