import { spreadOf } from '@spikegrad/runs';
import { runScript } from '../machine/child.js';
import { densities, nameOf, single } from './workloads.js';

const batch = 32;
const ways = ['events', 'dense'];

/**
 * Convolutions of spikes at fixed densities, compared with the dense path alone: two layers, and all layers of a
 * training step.
 */
export async function measureDensity({ quick }) {
  const runs = [];
  for (const threads of [1, 2]) {
    console.error(`convolutions at forced densities, ${threads} threads`);
    const { rows } = await runScript(new URL('./convolutions.js', import.meta.url), {
      threads,
      batch,
      repeat: quick ? 1 : 3,
    });
    const tables = single.map((each) => ({
      what: nameOf(each),
      rows: rows
        .filter(({ layer }) => layer === nameOf(each))
        .map(({ density, taken }) => ({ density, passes: spreads(taken) })),
    }));
    runs.push({ threads, layers: tables, whole: densities.map((density) => together(rows, density)) });
  }
  return { batch, runs };
}

const spreads = (taken) =>
  Object.fromEntries(
    Object.entries(taken).map(([pass, byWay]) => [
      pass,
      Object.fromEntries(ways.map((way) => [way, spreadOf(byWay[way])])),
    ]),
  );

/** All passes of all layers of one time step, sample by sample. */
function together(rows, density) {
  const those = rows.filter((row) => row.density === density);
  const sums = ways.map((way) => {
    const samples = those.flatMap(({ taken, times }) =>
      Object.values(taken).map((pass) => pass[way].map((each) => times * each)),
    );
    return [way, spreadOf(samples[0].map((_, i) => samples.reduce((sum, each) => sum + each[i], 0)))];
  });
  return { density, ...Object.fromEntries(sums) };
}
