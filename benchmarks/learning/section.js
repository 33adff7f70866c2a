import { spreadOf } from '@spikegrad/runs';
import { runScript } from '../machine/child.js';
import { batchOf, warmWeights } from '../step/files.js';
import { steps as T } from '../step/work.js';
import { takeTurns } from '../step/turns.js';

const threads = 2;
const full = { width: 1, size: 32 };
const narrow = { width: 0.25, size: 8 };
const times = [2, 4, 8, 16, 32, 64];

/** OTTT compared with online at full width, and BPTT compared with online over T, narrow. */
export async function measureLearning({ quick, weights }) {
  const atFull = await beside(full, ['online', 'ottt'], T, { quick, weights, repeat: quick ? 1 : 2 });
  const overTime = [];
  for (const steps of times)
    overTime.push(...(await beside(narrow, ['online', 'bptt'], steps, { quick, repeat: quick ? 1 : 2 })));
  return { full, narrow, threads, atFull, overTime };
}

async function beside({ width, size }, rules, steps, { quick, weights, repeat }) {
  const { file } = await warmWeights({ quick, weights, width });
  const options = { width, steps, threads, repeat, weights: file, batch: await batchOf(size) };
  const programs = rules.map((rule) => [
    rule,
    () => runScript(new URL('./learn.js', import.meta.url), { ...options, rule }),
  ]);
  const taken = await takeTurns(programs, quick ? 1 : 2, `width ${width}, batch ${size}, T = ${steps}`);
  return [...taken].map(([rule, all]) => {
    const [{ absent, peakBytes }] = all;
    if (absent) return { rule, steps, absent };
    const resident = Math.max(...all.map((each) => each.resident));
    return { rule, steps, seconds: spreadOf(all.flatMap(({ seconds }) => seconds)), peakBytes, resident };
  });
}
