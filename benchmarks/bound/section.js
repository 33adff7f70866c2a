import { spreadOf } from '@spikegrad/runs';
import { runScript } from '../machine/child.js';

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
  return { ...rest, rows: rows.map(({ speeds, ...row }) => ({ ...row, speed: spreadOf(speeds) })) };
}
