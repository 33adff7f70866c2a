import { spreadOf } from '@spikegrad/runs';
import { runScript } from '../machine/child.js';
import { batchOf, fileOf, warmWeights } from '../step/files.js';
import { nativeSets } from '../step/nativeSets.js';
import { findTorch, runPython } from '../step/torch.js';
import { takeTurns } from '../step/turns.js';
import { warmUp } from '../step/work.js';

const sizes = [
  { size: 32, repeat: [4, 2] },
  { size: 1, repeat: [20, 8] },
];
const script = (name) => new URL(name, import.meta.url);

/** Evaluation with folded norms and remembered thresholds: events, dense, and PyTorch. */
export async function measureInference({ quick, weights: given }) {
  const { file: trained } = await warmWeights({ quick, weights: given });
  const weights = await fileOf('folded.safetensors', (file) => {
    console.error('folding norms, and storing thresholds');
    return runScript(script('./fold.js'), { weights: trained, file, sequences: quick ? 4 : 8 });
  });
  const torch = await findTorch();
  const runs = [];
  for (const { size, repeat } of sizes) {
    const batch = await batchOf(size);
    for (const threads of [1, 2]) {
      const options = { weights, batch, threads, warmUp, repeat: repeat[Number(quick)] };
      const programs = [
        ['Spikegrad', () => runScript(script('./ours.js'), options)],
        ...(await nativeSets()).map(({ instructions, name }) => [
          `Spikegrad, ${name}`,
          () => runScript(script('./ours.js'), { ...options, instructions }),
        ]),
        ['Spikegrad, dense', () => runScript(script('./ours.js'), { ...options, dense: true })],
      ];
      if (!torch.absent) {
        programs.push(['PyTorch', () => runPython(script('./infer.py'), options)]);
        programs.push([
          'PyTorch, channels last',
          () => runPython(script('./infer.py'), { ...options, channelsLast: true }),
        ]);
      }
      const taken = await takeTurns(programs, quick ? 1 : 2, `inference, batch ${size}, ${threads} threads`);
      const ours = taken.get('Spikegrad')[0].logits;
      for (const [name, all] of taken) {
        const seconds = spreadOf(all.flatMap((each) => each.seconds));
        const [{ logits, rates = null }] = all;
        const resident = Math.max(...all.map((each) => each.resident));
        runs.push({ name, size, threads, seconds, apart: apart(ours, logits), rates, resident });
      }
    }
  }
  return { torch, runs };
}

/** The largest difference of two programs' outputs, by the largest output. */
const apart = (ours, theirs) =>
  Math.max(...ours.map((value, i) => Math.abs(value - theirs[i]))) / Math.max(...ours.map(Math.abs));
