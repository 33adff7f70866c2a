import {
  bytesOf,
  checkSums,
  type DataSet,
  getCommand,
  infoCommand,
  inspect,
  type InspectedFile,
  type InspectedPart,
  type Inspection,
  inspectProvided,
  megabytes,
  type ProvidedInspection,
  type ProvidedSet,
  type PublishedSet,
  type Reporter,
} from '@spikegrad/datasets';

/** The state of a data set in its folder. */
export interface Standing {
  readonly state: Inspection['state'];
  /** The amount that is there and the total, as text. */
  readonly much: string;
  /** The same as numbers, for `--json`. */
  readonly figures: Readonly<Record<string, number>>;
  /** What is wrong, as text. */
  readonly wrong: string;
  readonly lookalike: string | null;
  /** One line per file or part, as text and for `--json`. */
  readonly lines: readonly { readonly text: string; readonly event: Readonly<Record<string, unknown>> }[];
}

/** Compares sizes and numbers of files only. */
export async function standingOf(set: DataSet, folder: string): Promise<Standing> {
  switch (set.kind) {
    case 'published':
      return ofPublished(set, await inspect(set, folder, { sums: false }));
    case 'provided':
      return ofProvided(set, await inspectProvided(set, folder));
  }
  set satisfies never;
}

/** Compares everything that was published, with progress. */
export async function checkedStandingOf(set: DataSet, folder: string, terminal: Reporter): Promise<Standing> {
  return set.kind === 'published' ? ofPublished(set, await checkSums(set, folder, terminal)) : standingOf(set, folder);
}

function ofPublished(set: PublishedSet, { state, files, bytes, lookalike }: Inspection): Standing {
  const total = bytesOf(set.files);
  const wrong = files.filter((each) => each.state !== 'right').map(({ file, found }) => `${file.name} (${found})`);
  return {
    ...{ state, lookalike, lines: files.map(lineOfFile), wrong: joined(wrong, lookalike) },
    much: `${megabytes(bytes)} of ${megabytes(total)}`,
    figures: { bytes, total, download: set.archive.bytes },
  };
}

const lineOfFile = ({ file: { name }, state, found }: InspectedFile): Standing['lines'][number] => ({
  text: `${name}: ${state === 'right' ? 'SHA-256 as published' : state === 'absent' ? 'absent' : `wrong, ${found}`}`,
  event: { name, state, found },
});

function ofProvided(set: ProvidedSet, { state, parts, lookalike }: ProvidedInspection): Standing {
  const wrong = parts.filter((each) => each.state !== 'right').map(({ part, found }) => `${part} (${found})`);
  const samples = parts.reduce((sum, each) => sum + each.samples, 0);
  const total = set.parts.train.samples + set.parts.test.samples;
  return {
    ...{ state, lookalike, lines: parts.map(lineOfPart), wrong: joined(wrong, lookalike) },
    much: `${samples.toLocaleString('en-US')} of ${total.toLocaleString('en-US')} samples`,
    figures: { samples, total },
  };
}

const lineOfPart = ({ part, path, state, found }: InspectedPart): Standing['lines'][number] => ({
  text: `${part}, ${path}: ${found}`,
  event: { name: part, state, found },
});

const joined = (wrong: readonly string[], lookalike: string | null): string =>
  [...wrong, ...(lookalike === null ? [] : [`and ${lookalike}`])].join(', ');

/** The command that completes a set, or that prints how to do it. */
export const adviceFor = (set: DataSet, dir: string | undefined): string =>
  set.kind === 'published' ? getCommand(set, dir) : infoCommand(set, dir);

/** Prints the state of a data set. */
export function tell({ say, emit }: Reporter, set: DataSet, folder: string, standing: Standing, dir?: string): void {
  const { state, much, figures, lookalike } = standing;
  const command = state === 'complete' ? null : adviceFor(set, dir);
  say(`${set.name}  ${set.title}`);
  say(`  ${state}: ${much} in ${folder}`);
  if (lookalike !== null) say(`  the folder contains something else: ${lookalike}`);
  if (command !== null && set.kind === 'published')
    say(`  to get it: ${command}   (a download of ${megabytes(set.archive.bytes)})`);
  if (command !== null && set.kind === 'provided') say(`  it cannot be downloaded; for the folder layout: ${command}`);
  emit({ event: 'set', set: set.name, state, ...figures, folder, lookalike, command });
}

/** Prints the state of each file or part of a data set. */
export function tellFiles({ say, emit }: Reporter, set: DataSet, { lines }: Standing): void {
  for (const { text, event } of lines) {
    say(text);
    emit({ event: 'file', set: set.name, ...event });
  }
}
