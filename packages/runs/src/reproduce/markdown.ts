import { cpus } from 'node:os';
import { relative } from 'node:path';
import { networkTitle, type RunConfig } from '@spikegrad/trainer';
import { counted, quoted } from '@spikegrad/files';
import { groupedTests, type BatchTest } from './batchTests.js';
import { multiplyAdds } from '../bench/multiplyAdds.js';
import { duration, referenceSpeed } from './cost.js';
import { lastBatches } from '../history/history.js';
import { paired, pairingText } from './paired.js';
import type { PaperPage, PaperRow, Scale } from './paperPage.js';
import type { Plan } from './plan.js';
import type { PagePlot } from './plots.js';
import type { Standings } from './queue.js';
import { compare, spread, type Comparison, type RowResult } from './results.js';

/** The contents of a page. */
export interface PageContent {
  readonly page: PaperPage;
  readonly scale: Scale;
  readonly seeds: number;
  readonly plan: Plan;
  readonly standings: readonly Standings[];
  readonly results: readonly RowResult[];
  readonly plots: readonly PagePlot[];
  readonly tests: readonly BatchTest[];
  readonly out: string;
}

/** From this heading on a page depends on the machine; the text before it depends on configs and data only. */
export const machineHeading = '## Not run here, with estimates';

/** The page as Markdown. All its figures come from finished runs. */
export function markdownOf(content: PageContent): string {
  const { page, scale, seeds, plots, results, tests } = content;
  const parts = [
    `# ${page.title}`,
    page.about,
    '```sh\n' + commandOf(page, scale, seeds) + '\n```',
    settingOf(content),
    ...(results.length > 0 ? ['## Results', resultsTable(page, results), ...whichAccuracy(results)] : []),
    ...readings(compare(page, results)),
    ...pairings(content),
    ...(tests.length > 0 ? ['### By test batch size', batchTable(tests)] : []),
    ...membraneTable(content),
    ...plots.map(({ name, caption }) => `![${caption}](${page.name}-${name}.svg)\n\n*${caption}.*`),
    ...(content.standings.length > 0 ? ['## Runs', runsTable(content)] : []),
    machineHeading,
    unrunTable(content),
    machineText(content),
  ];
  return `${parts.join('\n\n')}\n`;
}

const commandOf = ({ name }: PaperPage, scale: Scale, seeds: number): string =>
  `spikegrad reproduce ${name} --scale ${scale} --seeds ${seeds}`;

function settingOf({ scale, seeds, standings, plots }: PageContent): string {
  const first = standings[0]?.job.config;
  if (!first) return `${scale} scale.`;
  const sizes = [...new Set(standings.map(({ job: { config } }) => sizeOf(config)))].join('; ');
  const rates = plots.some(({ name }) => name === 'rates' || name === 'thresholds');
  const last = rates
    ? ` Rates and thresholds are means over the last ${lastBatches} recorded batches of training.`
    : '';
  return `**${scale} scale**, ${counted(seeds, 'seed', 'seeds')}: ${sizes}.${last}`;
}

function sizeOf({ model, batchSize, iterations, steps, data: { limit } }: RunConfig): string {
  const images = `${limit.train ?? 'all'} training images and ${limit.test ?? 'all'} test images`;
  return `${networkTitle(model)}, T = ${steps}, ${iterations} batches of ${batchSize}, ${images}`;
}

export const tableOf = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');

function resultsTable({ published }: PaperPage, results: readonly RowResult[]): string {
  const rows = results.map(({ row, mean, deviation, accuracies, planned }) => [
    row.name,
    meanText(mean, deviation),
    `${accuracies.length} of ${planned}`,
    row.published === null ? '–' : String(row.published),
    row.note ?? '',
  ]);
  const head = ['', 'test accuracy here, % (mean ± standard deviation)', 'runs finished'];
  return tableOf([...head, `published, % (${published})`, ''], rows);
}

/** Published accuracies are the best over the epochs, those here the last. */
const whichAccuracy = (results: readonly RowResult[]): readonly string[] =>
  results.some(({ row }) => row.published !== null)
    ? ['Accuracies here are measured after the last batch; published ones are the best over the epochs.']
    : [];

function batchTable(tests: readonly BatchTest[]): string {
  const rows = groupedTests(tests).map(({ row, thresholds, batchSize, accuracies }) => {
    const { mean, deviation } = spread(accuracies);
    return [row, thresholds, String(batchSize), meanText(mean, deviation)];
  });
  return tableOf(['', 'thresholds', 'test batch size', 'test accuracy here, %'], rows);
}

export const meanText = (mean: number | null, deviation: number | null): string =>
  mean === null ? '–' : `${mean.toFixed(2)}${deviation === null ? '' : ` ± ${deviation.toFixed(2)}`}`;

function readings(comparisons: readonly Comparison[]): readonly string[] {
  if (comparisons.length === 0) return [];
  const lines = comparisons.map(({ worse, better, difference, noise }) => {
    const pair = `${better.row.name} against ${worse.row.name}: ${signed(difference)} points, noise ${noise.toFixed(2)}`;
    if (Math.abs(difference) <= noise) return `- ${pair}: the difference is within the noise.`;
    return `- ${pair}: ${difference > 0 ? "in the paper's order" : "**against the paper's order**"}.`;
  });
  return [
    `Neighbouring rows in the paper's order; the noise is twice the standard error of the difference:\n\n${lines.join('\n')}`,
  ];
}

/** One sentence for each row that shares seeds with the last row of the paper's order: the comparison of the two. */
function pairings({ page, standings }: PageContent): readonly string[] {
  const best = page.rows.find(({ id }) => id === page.order.at(-1));
  if (!best) return [];
  const lines = page.rows.flatMap((row) => {
    const pairing = row === best ? null : paired(standings, best.id, row.id);
    return pairing ? [`- ${pairingText(pairing, best.name, row.name)}`] : [];
  });
  return lines.length === 0 ? [] : [lines.join('\n')];
}

/** Skewness and kurtosis of the membranes of the first finished run: both are 0 for a normal distribution. */
function membraneTable({ page, standings }: PageContent): readonly string[] {
  const first = standings.find(({ standing }) => standing.state === 'finished')?.standing;
  if (!page.plots.includes('membranes') || first?.state !== 'finished') return [];
  const rows = first.figures.membranes.map(({ layer, steps }) => [
    layer,
    steps.map(({ skewness }) => skewness.toFixed(2)).join(', '),
    steps.map(({ kurtosis }) => kurtosis.toFixed(2)).join(', '),
  ]);
  return [tableOf(['layer', 'skewness, t = 1, 2, …', 'excess kurtosis, t = 1, 2, …'], rows)];
}

const signed = (value: number): string => `${value < 0 ? '−' : '+'}${Math.abs(value).toFixed(2)}`;

function runsTable({ standings, out }: PageContent): string {
  const rows = standings.map(({ job: { row, seed, folder }, standing }) => [
    ...[row.name, String(seed), outcomeOf(standing), codeOf(standing)],
    `\`${relative(out, folder)}\``,
  ]);
  const about =
    'Runs with the same code hash and config have the same bits: it is the SHA-256 of what the code computes in two short batches.';
  return `${tableOf(['row', 'seed', 'test accuracy, %', 'code', 'folder'], rows)}\n\n${about}`;
}

const codeOf = (standing: Standings['standing']): string =>
  standing.state === 'finished' && standing.figures.code.length > 0 ? standing.figures.code.join(', ') : 'not recorded';

function outcomeOf(standing: Standings['standing']): string {
  switch (standing.state) {
    case 'finished': {
      const { accuracy, low, high } = standing.result;
      return `${percents(accuracy)} (95 %: ${percents(low)} to ${percents(high)})`;
    }
    case 'absent':
      return 'not run yet';
    case 'begun':
      return 'not finished';
    case 'diverged':
      return `none: diverged after ${counted(standing.after, 'batch', 'batches')}`;
    case 'broken':
      return `none: broken, ${standing.why}`;
  }
}

const percents = (share: number): string => (100 * share).toFixed(2);

function unrunTable(content: PageContent): string {
  const { page, plan, seeds, scale } = content;
  if (plan.unrun.length === 0) return 'All rows were run.';
  const rows = plan.unrun.map(({ row, scale: of, config, file, why }) => {
    if (!config || file === null) return [row.name, of, publishedOf(row), why, '–', '–'];
    const work = multiplyAdds(config);
    const { speed } = speedOf(of === scale ? content.standings : [], of);
    const cost = `${Number((work / 1e15).toPrecision(2))} × 10¹⁵ multiply-adds per seed: ${duration(work / speed)}`;
    return [row.name, of, publishedOf(row), why, cost, `\`spikegrad train ${quoted(relative(process.cwd(), file))}\``];
  });
  const all = `All of them: \`${commandOf(page, 'full', seeds)}\`. Times assume ${speedOf(scale === 'full' ? content.standings : [], 'full').from}.`;
  return `${tableOf(['row', 'scale', `published, % (${page.published})`, 'why not', 'estimated cost', 'command'], rows)}\n\n${all}`;
}

const publishedOf = ({ published, note }: PaperRow): string =>
  [published === null ? '–' : String(published), ...(note === undefined ? [] : [note])].join('; ');

/** Multiply-adds per second of this machine at one scale, from the finished runs. */
export function speedOf(
  standings: readonly Standings[],
  scale: Scale,
): { readonly speed: number; readonly from: string } {
  let [work, seconds] = [0, 0];
  for (const { job, standing } of standings) {
    if (standing.state !== 'finished' || !standing.figures.machine) continue;
    work += multiplyAdds(job.config);
    seconds += standing.figures.machine.seconds;
  }
  const said = (speed: number): string => `${(speed / 1e9).toFixed(1)} × 10⁹ dense multiply-adds per second`;
  if (seconds > 0) return { speed: work / seconds, from: `${said(work / seconds)}, as in the runs of this page` };
  const speed = referenceSpeed[scale];
  return { speed, from: `${said(speed)}, as measured on two cores of a server` };
}

function machineText({ standings }: PageContent): string {
  const machines = standings.flatMap(({ standing }) =>
    standing.state === 'finished' && standing.figures.machine ? [standing.figures.machine] : [],
  );
  if (machines.length === 0) return '';
  const seconds = machines.reduce((sum, machine) => sum + machine.seconds, 0);
  const devices = [...new Set(machines.map(({ device }) => device))].join(', ');
  const [processor] = cpus();
  return `Training took ${duration(seconds)} for ${counted(machines.length, 'run', 'runs')} on ${devices}. This page was written on ${processor?.model ?? 'a machine of unknown model'}, ${counted(cpus().length, 'core', 'cores')}, Node ${process.version}.`;
}
