import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseHTML } from 'linkedom';
import { writeReport } from '../src/report/write.js';
import { parseConfig } from '../../trainer/src/config/parse.js';
import { madeUp } from './runs.js';

export const start = { event: 'start', parameters: 12345, images: 2000, classes: 10 };
export const tested = { event: 'test', images: 1000, accuracy: 0.285, low: 0.2578, high: 0.3137 };

export const eventsOf = (iterations: number, change: object = {}): readonly object[] =>
  Array.from({ length: iterations }, (_, i) => {
    const { membranes, ...figures } = madeUp(i);
    const looked = membranes ? [{ event: 'membranes', iteration: i, layers: membranes }] : [];
    return [{ event: 'iteration', ...figures, ...change }, ...looked];
  }).flat();

/** A folder by its name, the events of its metrics, fields of its config, and the events of its `machine.jsonl`. */
export type Given = readonly [name: string, events: readonly object[], config?: object, machine?: readonly object[]];

/** A folder as a run leaves it. */
export async function runFolderIn(root: string, ...[name, events, config = {}, machine = []]: Given): Promise<string> {
  const folder = join(root, name);
  await mkdir(folder);
  const data = { train: ['a.bin'], test: ['b.bin'] };
  await writeFile(join(folder, 'config.json'), JSON.stringify(parseConfig({ iterations: 40, data, ...config }, name)));
  const write = (file: string, lines: readonly object[]) =>
    writeFile(join(folder, file), lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
  await write('metrics.jsonl', events);
  if (machine.length > 0) await write('machine.jsonl', machine);
  return folder;
}

export async function reportOf(folder: string) {
  const { path } = await writeReport(folder);
  const text = await readFile(path, 'utf8');
  return { text, document: parseHTML(text).document };
}

export const textOf = (element: { readonly textContent: string | null } | null): string =>
  (element?.textContent ?? '').replace(/\s+/g, ' ').trim();
