import { mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Random } from '@spikegrad/core';
import { parseConfig } from '../src/config/parse.js';
import type { RunConfig } from '../src/config/schema.js';
import type { Section } from '../src/config/section.js';
import type { FileSystem, OpenFile } from '../src/files/fileSystem.js';
import { nodeFiles } from '../src/files/nodeFiles.js';
import type { Reporter } from '../src/datasets/reporter.js';

/** The least network and batch there are. */
export const small = { batchSize: 4, iterations: 3, steps: 2, model: { width: 1 / 32 } };

/** Records of the official form: each class a brightness of its own, with noise. */
export function records(count: number, seed: number): Uint8Array {
  const random = new Random(seed);
  const bytes = new Uint8Array(count * 3073);
  for (let i = 0; i < count; i++) {
    bytes[i * 3073] = i % 10;
    for (let j = 1; j < 3073; j++) bytes[i * 3073 + j] = 25 * (i % 10) + random.integer(25);
  }
  return bytes;
}

/** A folder with 20 images to train on, `train.bin`, and 10 to test on, `test.bin`. */
export async function dataFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'spikegrad-'));
  await writeFile(join(folder, 'train.bin'), records(20, 1));
  await writeFile(join(folder, 'test.bin'), records(10, 2));
  return folder;
}

/** The config of a tiny run over the files of a `dataFolder`. */
export const tinyConfig = (folder: string, fields: Section & { readonly data?: object }): RunConfig => {
  const data = { train: [join(folder, 'train.bin')], test: [join(folder, 'test.bin')], ...fields.data };
  return parseConfig({ ...small, ...fields, data }, 'tiny');
};

const unsynced = (file: OpenFile): OpenFile => ({ ...file, sync: () => Promise.resolve() });

/** The file system of this machine, without waiting for its disk: for what is not about a loss of power. */
export const quickFiles: FileSystem = {
  ...nodeFiles,
  create: async (path) => unsynced(await nodeFiles.create(path)),
  append: async (path) => unsynced(await nodeFiles.append(path)),
  syncFolder: () => Promise.resolve(),
};

/** A terminal that takes down what is said and warned, and tells `listen` of every event. */
export function listener(listen: (event: Readonly<Record<string, unknown>>) => void = () => undefined): Reporter & {
  readonly said: string[];
  readonly warned: string[];
} {
  const [said, warned]: [string[], string[]] = [[], []];
  return {
    said,
    warned,
    say: (line) => void said.push(line),
    warn: (line) => void warned.push(line),
    emit: listen,
    progress: () => ({ update: () => undefined, stop: () => undefined }),
  };
}

/** The files of a finished run that say everything there is to say about it, as they are on the disk. */
export async function filesOf(run: string): Promise<Readonly<Record<string, string>>> {
  const names = ['config.json', 'metrics.jsonl', 'model.safetensors', 'curves.svg'];
  const contents = names.map(async (name) => [name, (await readFile(join(run, name))).toString('latin1')] as const);
  return Object.fromEntries(await Promise.all(contents));
}
