import { spreadOf } from '@spikegrad/runs';
import { runScript } from '../machine/child.js';
import { nativeSets } from '../step/nativeSets.js';
import { fusedProgram } from './fused.js';

/** Code is translated well at once, not after so many calls. */
const translated = ['--no-liftoff'];

/** Kernels compared with their limits. */
export async function measureBounds({ quick }) {
  console.error('kernels compared with the loops that limit them, one thread');
  const { rows, ...rest } = await runScript(
    new URL('./kernels.js', import.meta.url),
    { repeat: quick ? 3 : 15 },
    translated,
  );
  const named = rows.map(({ speeds, ...row }) => ({ ...row, speed: spreadOf(speeds) }));
  return { ...rest, rows: [...named, ...(await nativeRows(quick))] };
}

/** The matrix product of each set of native kernels, and the loop of fused multiply-adds that limits it, turn by turn. */
async function nativeRows(quick) {
  const rows = [];
  for (const { instructions, name } of await nativeSets()) {
    const fused = await fusedProgram(instructions);
    if (fused === null) continue; // no compiler: nothing to compare with
    const limits = [];
    const speeds = [];
    for (let turn = 0; turn < (quick ? 2 : 5); turn++) {
      limits.push(await fused());
      speeds.push(...(await runScript(new URL('./product.js', import.meta.url), { instructions, repeat: 5 })));
    }
    const bound = `fused multiply-adds, ${name}`;
    rows.push({ name: bound, bound: null, speed: spreadOf(limits) });
    rows.push({ name: `matrix product, 1024³, ${name}`, bound, speed: spreadOf(speeds) });
  }
  return rows;
}
