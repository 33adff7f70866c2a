import { runScript } from '../machine/child.js';
import { measureMemory } from './overTime.js';

/** Memory over T, and over many training steps. */
export async function measureMemories({ quick }) {
  console.error('memory over T on the reference backend, about half a minute');
  const overTime = measureMemory();
  const steps = quick ? 500 : 5_000;
  console.error(`live bytes over ${steps} training steps of a small network`);
  const { rows: live } = await runScript(new URL('./live.js', import.meta.url), { steps, threads: 1 });
  return { overTime, live };
}
