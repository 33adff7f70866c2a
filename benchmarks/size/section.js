import { spreadOf } from '@spikegrad/runs';
import { runScript } from '../machine/child.js';
import { kernelSizes, packedSize } from './kernels.js';

/** Download size and start-up time. */
export async function measureSize({ quick }) {
  const kernels = kernelSizes();
  const starts = [];
  for (const threads of [1, 2]) {
    console.error(`from import to the first training step, ${threads} threads`);
    const samples = [];
    for (let i = 0; i < (quick ? 5 : 11); i++)
      samples.push(await runScript(new URL('./start.js', import.meta.url), { threads }));
    const seconds = (figure) => spreadOf(samples.map((sample) => sample[figure] / 1000));
    starts.push({ threads, imports: seconds('imports'), total: seconds('total'), process: seconds('process') });
  }
  return { kernels, ...packedSize(), starts };
}
