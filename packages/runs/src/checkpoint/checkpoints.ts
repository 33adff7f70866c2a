import { join } from 'node:path';
import { FormatError, type SpikegradError } from '@spikegrad/core';
import type { HostStateDict } from '@spikegrad/nn';
import { asFileError, counted, type FileSystem, namesIn, replaceFile } from '@spikegrad/files';
import { decodeCheckpoint, encodeCheckpoint, type Checkpoint } from './checkpoint.js';

const nameOf = (iteration: number): string => `step-${String(iteration).padStart(6, '0')}.safetensors`;

const iterationOf = (name: string): number | null => {
  const digits = /^step-(\d{6,15})\.safetensors$/.exec(name)?.[1];
  return digits === undefined ? null : Number(digits);
};

/** A checkpoint and its file. */
export interface SavedCheckpoint {
  readonly path: string;
  readonly checkpoint: Checkpoint;
}

/** The folder of a run's checkpoints, `step-000400.safetensors` and so on. The last one saved is always complete. */
export class Checkpoints {
  readonly folder: string;
  private readonly files: FileSystem;

  constructor(folder: string, files: FileSystem) {
    this.folder = folder;
    this.files = files;
  }

  /**
   * Writes a checkpoint and then removes all but the newest `keep`.
   *
   * @returns its path
   * @throws FileError; earlier checkpoints then still exist
   */
  async save(checkpoint: Checkpoint<HostStateDict>, keep: number): Promise<string> {
    const path = join(this.folder, nameOf(checkpoint.iteration));
    await replaceFile(path, encodeCheckpoint(checkpoint), this.files);
    await this.prune(checkpoint.iteration, keep);
    return path;
  }

  /**
   * Removes all but the newest `keep` up to `newest`. Those of later iterations are damaged, or of iterations that are trained again.
   *
   * @throws FileError
   */
  async prune(newest: number, keep: number): Promise<void> {
    const names = await this.names();
    const later = names.filter(({ iteration }) => iteration > newest);
    const earlier = names.filter(({ iteration }) => iteration <= newest);
    for (const { name } of [...later, ...earlier.slice(keep)]) await this.remove(name);
  }

  /**
   * The newest undamaged checkpoint, or `null` if there are no checkpoints.
   *
   * @param skip called with each one that is damaged or not a regular file, if there is an older one
   * @throws FormatError if there are checkpoints and all are damaged, VersionError, FileError
   */
  async latest(skip: (error: SpikegradError) => void): Promise<SavedCheckpoint | null> {
    const names = await this.names();
    for (const [place, { name }] of names.entries()) {
      const path = join(this.folder, name);
      try {
        const bytes = await this.files.read(path).catch(asFileError(path, 'to read a checkpoint'));
        return { path, checkpoint: decodeCheckpoint(bytes, path) };
      } catch (error) {
        if (!(error instanceof FormatError)) throw error;
        if (names.length === 1) throw error;
        if (place < names.length - 1) skip(error);
      }
    }
    if (names.length === 0) return null;
    throw new FormatError(this.folder, 'an undamaged checkpoint', counted(names.length, 'damaged one', 'damaged ones'));
  }

  /** Whether there are no checkpoints, damaged or not. @throws FileError */
  async isEmpty(): Promise<boolean> {
    return (await this.names()).length === 0;
  }

  /** The iteration of the newest checkpoint by its name, damaged or not; `null` where there is none. @throws FileError */
  async newest(): Promise<number | null> {
    return (await this.names())[0]?.iteration ?? null;
  }

  /** Newest first. */
  private async names(): Promise<readonly { readonly name: string; readonly iteration: number }[]> {
    const names = await namesIn(this.folder, this.files);
    return names
      .flatMap((name) => {
        const iteration = iterationOf(name);
        return iteration === null ? [] : [{ name, iteration }];
      })
      .sort((a, b) => b.iteration - a.iteration);
  }

  private async remove(name: string): Promise<void> {
    const path = join(this.folder, name);
    await this.files.remove(path).catch(asFileError(path, 'to remove an old checkpoint'));
  }
}
