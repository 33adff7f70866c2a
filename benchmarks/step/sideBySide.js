import { spreadOf } from '@spikegrad/runs';
import { runScript } from '../machine/child.js';
import { nativeSets } from './nativeSets.js';
import { keptMemory, runTorch } from './torch.js';
import { takeTurns } from './turns.js';
import { warmUp } from './work.js';

/** Spikegrad with one optimisation switched off, which is measured at full width and one batch size only. */
const without = { 'Spikegrad, dense': { dense: true }, 'Spikegrad, exact': { exact: true } };
const sizeWithout = 32;

const script = new URL('./ours.js', import.meta.url);

/**
 * Measures training steps of one batch size: Spikegrad with each kind of kernel, and PyTorch in both memory layouts, with the allocator as installed
 * and with one that keeps freed memory. The programs take turns; `turns` and `repeat` have a number for full and one for quick runs.
 */
export async function sideBySide(
  { size, turns, repeat, network = 'vgg', width = 1 },
  threads,
  files,
  { torch, quick },
) {
  const options = { ...files, threads, warmUp, repeat: repeat[Number(quick)], network, width };
  const ours = (how) => () => runScript(script, { ...options, ...how });
  const programs = [['Spikegrad', ours({})]];
  for (const { instructions, name } of await nativeSets())
    programs.push([`Spikegrad, ${name}`, ours({ instructions })]);
  if (network === 'vgg' && size === sizeWithout && width === 1)
    programs.push(...Object.entries(without).map(([name, how]) => [name, ours(how)]));
  if (!torch.absent) {
    programs.push(['PyTorch', () => runTorch(options)]);
    programs.push(['PyTorch, channels last', () => runTorch({ ...options, channelsLast: true })]);
    programs.push(['PyTorch, memory kept', () => runTorch(options, keptMemory)]);
    programs.push([
      'PyTorch, channels last, memory kept',
      () => runTorch({ ...options, channelsLast: true }, keptMemory),
    ]);
  }
  const what = `${network === 'vgg' ? '' : `${network}, `}${width === 1 ? '' : `width ${width}, `}batch ${size}, ${threads} threads`;
  const taken = await takeTurns(programs, turns[Number(quick)], what);
  return [...taken].map(([name, all]) => {
    const [{ losses, rates, peakBytes = null }] = all;
    const seconds = spreadOf(all.flatMap((each) => each.seconds));
    const resident = Math.max(...all.map((each) => each.resident));
    return {
      name,
      width,
      size,
      threads: all[0].threads ?? threads,
      seconds,
      losses: losses.slice(0, 3),
      rates,
      peakBytes,
      resident,
    };
  });
}
