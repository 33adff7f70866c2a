import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { FormatError } from '@spikegrad/core';
import { codeOf } from '@spikegrad/files';
import { formats } from '../formats/formats.js';
import { dataSets, type Part } from '@spikegrad/data';
import { lookalikeIn } from './inspect.js';
import type { ProvidedSet } from '../sets/published.js';

/** The state of one part of a provided set. */
export interface InspectedPart {
  readonly part: Part;
  readonly path: string;
  readonly state: 'right' | 'absent' | 'wrong';
  readonly samples: number;
  /** What was found, as text. */
  readonly found: string;
}

/** The state of a provided set in its folder. */
export interface ProvidedInspection {
  readonly state: 'complete' | 'partial' | 'absent';
  readonly parts: readonly InspectedPart[];
  readonly lookalike: string | null;
}

/** Counts the samples in `folder`, by names and sizes. No sample is decoded. */
export async function inspectProvided(set: ProvidedSet, folder: string): Promise<ProvidedInspection> {
  const parts: InspectedPart[] = [];
  for (const part of ['train', 'test'] as const) parts.push(await inspectPart(set, folder, part));
  const all = (state: InspectedPart['state']): boolean => parts.every((each) => each.state === state);
  const state = all('right') ? 'complete' : all('absent') ? 'absent' : 'partial';
  return { state, parts, lookalike: await lookalikeIn(set, folder) };
}

async function inspectPart(set: ProvidedSet, folder: string, part: Part): Promise<InspectedPart> {
  const { path: inside, samples: whole } = set.parts[part];
  const path = join(folder, inside);
  const none = await stat(path).then(
    () => null,
    (error: unknown) =>
      codeOf(error) === 'ENOENT' ? `no ${inside === '.' ? 'folder' : inside}` : (codeOf(error) ?? String(error)),
  );
  if (none !== null) return { part, path, state: 'absent', samples: 0, found: none };
  try {
    const samples = await formats[dataSets[set.name].format].count([path], part);
    const found = `${samples.toLocaleString('en-US')} of ${whole.toLocaleString('en-US')} samples`;
    return { part, path, state: samples === whole ? 'right' : 'wrong', samples, found };
  } catch (error) {
    if (!(error instanceof FormatError)) throw error;
    return { part, path, state: 'wrong', samples: 0, found: error.message };
  }
}
