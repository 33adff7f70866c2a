import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { encodeModel, type Module } from '@spikegrad/nn';
import type { RunConfig } from '../config/schema.js';
import { codeOf, FileError } from '../files/fileError.js';
import { JsonLines } from '../files/jsonLines.js';
import { replaceFile } from '../files/replaceFile.js';
import { drawRun } from '../picture/plot.js';
import type { Iteration } from './learn.js';
import type { Estimate } from './interval.js';

/** The files of one run: `config.json`, `metrics.jsonl`, `model.safetensors` and `curves.svg`. */
export class RunFolder {
  readonly path: string;
  private readonly metrics: JsonLines;

  private constructor(path: string, metrics: JsonLines) {
    this.path = path;
    this.metrics = metrics;
  }

  /** Makes the folder and writes the config, every default filled in. An existing folder is never written into. */
  static async create(path: string, config: RunConfig): Promise<RunFolder> {
    const free = await makeFree(path);
    await replaceFile(join(free, 'config.json'), `${JSON.stringify(config, null, 2)}\n`);
    return new RunFolder(free, await JsonLines.open(join(free, 'metrics.jsonl')));
  }

  async iteration({ layers, ...figures }: Iteration): Promise<void> {
    const plain = layers.map(({ layer, rate, threshold }) => ({ layer, rate: [...rate], threshold: [...threshold] }));
    await this.metrics.write({ event: 'iteration', ...figures, layers: plain });
  }

  async test(result: Estimate & { readonly images: number }): Promise<void> {
    await this.metrics.write({ event: 'test', ...result });
  }

  /** Closes the metrics: all that a run leaves that could not go on. */
  close(): Promise<void> {
    return this.metrics.close();
  }

  /** Writes the model and the picture. */
  async finish(model: Module, history: readonly Iteration[], title: string): Promise<void> {
    await replaceFile(join(this.path, 'model.safetensors'), await encodeModel(model, { format: 'spikegrad' }));
    await replaceFile(join(this.path, 'curves.svg'), drawRun(history, title));
  }
}

/** Makes `path`, or `path-2`, `path-3` … when it is taken. */
async function makeFree(path: string): Promise<string> {
  const refuse = (error: unknown): never => {
    throw new FileError(path, 'a folder to write a run into', error);
  };
  await mkdir(dirname(path), { recursive: true }).catch(refuse);
  for (let place = 1; ; place++) {
    const candidate = place === 1 ? path : `${path}-${place}`;
    const problem = await mkdir(candidate).then(
      () => null,
      (error: unknown) => error,
    );
    if (problem === null) return candidate;
    if (codeOf(problem) !== 'EEXIST') refuse(problem);
  }
}
