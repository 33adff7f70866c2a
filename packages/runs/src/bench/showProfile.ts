import { percent } from '@spikegrad/trainer';
import type { OpProfile, Profile } from './profiler.js';

/** Number of lines; the remaining ops take one more. */
const most = 24;
/** Length of the longest bar, in characters. */
const barLength = 20;

const eighths = ['', '▏', '▎', '▍', '▌', '▋', '▊', '▉'];

/** A bar of `length` characters, rounded to an eighth of a character. */
export function bar(length: number): string {
  const parts = Math.round(8 * length);
  return '█'.repeat(Math.floor(parts / 8)) + eighths[parts % 8]!;
}

/** The profile as a text table with bars, the slowest op first. */
export function showProfile({ ops, inKernels, outside, outsideFraction }: Profile): string {
  const longest = ops[0]?.fraction ?? 1;
  const line = (name: string, figures: Figures, drawn: string): string => {
    const { seconds, fraction, calls, bytesIn, bytesOut, density } = figures;
    const cells = [milliseconds(seconds), percent(fraction), calls, mebibytes(bytesIn), mebibytes(bytesOut)];
    return row([...cells, density === null ? '' : percent(density)], drawn, name);
  };
  const shown = ops.slice(0, most);
  const rest = ops.slice(most);
  return [
    row(['time', 'share', 'calls', 'MiB in', 'MiB out', 'not 0'], '', 'op'),
    ...shown.map((op) => line(`${op.kernel}  ${op.shape}`, op, bar((barLength * op.fraction) / longest))),
    ...(rest.length > 0 ? [line(`${rest.length} more`, together(rest), '')] : []),
    `  together ${milliseconds(inKernels + outside)}: kernels ${milliseconds(inKernels)}, outside them ${milliseconds(outside)} (${percent(outsideFraction)})`,
  ].join('\n');
}

type Figures = Omit<OpProfile, 'kernel' | 'shape'>;

function together(ops: readonly OpProfile[]): Figures {
  const sum = (field: Exclude<keyof Figures, 'density'>): number => ops.reduce((total, op) => total + op[field], 0);
  const [seconds, fraction, calls] = [sum('seconds'), sum('fraction'), sum('calls')];
  return { seconds, fraction, calls, bytesIn: sum('bytesIn'), bytesOut: sum('bytesOut'), density: null };
}

/** Width of each column of figures. */
const widths = [10, 7, 6, 8, 8, 8];

function row(cells: readonly (string | number)[], drawn: string, name: string): string {
  const figures = cells.map((cell, i) => String(cell).padStart(widths[i]!));
  return `  ${[...figures.slice(0, 2), drawn.padEnd(barLength), ...figures.slice(2)].join(' ')}  ${name}`;
}

const milliseconds = (seconds: number): string => `${(1000 * seconds).toFixed(2)} ms`;
const mebibytes = (bytes: number): string => (bytes / 2 ** 20).toFixed(2);
