import { ValueError } from '@spikegrad/core';
import { dirname } from 'node:path';
import { FileError } from '../fileError.js';
import type { OpenFile } from '../fileSystem.js';
import { repairLastLine } from './repairLastLine.js';
import { nodeFiles } from '../nodeFiles.js';
import { writeAll } from '../writeAll.js';

/** A value of a field of an event. */
export type EventValue = null | boolean | number | string | readonly EventValue[] | JsonEvent;

/** One line of a file of JSON lines. */
export interface JsonEvent {
  readonly [field: string]: EventValue;
}

/**
 * A file of JSON lines, one for each event, such as `metrics.jsonl`. A written line survives a crash and a power
 * failure. A line that could not be written completely is removed, at the latest by the next write or when the file
 * is opened again.
 *
 * Only one process at a time may write to a file.
 */
export class JsonLines {
  readonly path: string;
  readonly #file: OpenFile;
  /** Bytes of complete lines. */
  #length: number;
  #torn = false;
  /** Lines are written one after another, also if the caller does not wait. */
  #last: Promise<void> = Promise.resolve();

  private constructor(path: string, file: OpenFile, length: number) {
    this.path = path;
    this.#file = file;
    this.#length = length;
  }

  /**
   * Opens a file for appending, and creates it if needed. An incomplete last line is removed.
   *
   * @throws FileError if it cannot be opened or ends with something that is not JSON.
   */
  static open(path: string, files = nodeFiles): Promise<JsonLines> {
    return guard(path, 'to open a file of lines', async () => {
      const file = await files.append(path);
      try {
        const lines = new JsonLines(path, file, await repairLastLine(path, file));
        await files.syncFolder(dirname(path));
        return lines;
      } catch (cause) {
        await file.close().catch(ignore);
        throw cause;
      }
    });
  }

  /**
   * Appends one event and waits until it is on the disk. NaN and infinite numbers become the strings `"NaN"`,
   * `"Infinity"` and `"-Infinity"`, so that a diverged loss differs from a missing one.
   *
   * @throws FileError if the line could not be written completely; the written part is removed.
   * @throws ValueError if the event cannot be written as JSON.
   */
  write(event: JsonEvent): Promise<void> {
    let line: string;
    try {
      line = JSON.stringify(event, spellOut);
    } catch (cause) {
      return Promise.reject(new ValueError(this.path, 'an event that JSON can represent', String(cause)));
    }
    const bytes = new TextEncoder().encode(`${line}\n`);
    return this.#enqueue(() => this.#append(bytes));
  }

  /** Bytes of the lines written so far. */
  get length(): number {
    return this.#length;
  }

  /** Removes every line that begins at byte `length` or later. @throws FileError if the file is shorter */
  cut(length: number): Promise<void> {
    return this.#enqueue(() =>
      guard(this.path, `at least ${length} bytes of lines`, async () => {
        if (length > this.#length) throw new Error(`${this.#length} bytes`);
        this.#length = length;
        await this.#repair();
        await this.#file.sync();
      }),
    );
  }

  /** Closes the file after all lines are written. @throws FileError */
  close(): Promise<void> {
    return this.#enqueue(() => guard(this.path, 'to close a file of lines', () => this.#file.close()));
  }

  #enqueue(task: () => Promise<void>): Promise<void> {
    const done = this.#last.then(task);
    // A failure is reported to the caller of that write only; later lines are still tried.
    this.#last = done.catch(ignore);
    return done;
  }

  #append(bytes: Uint8Array): Promise<void> {
    return guard(this.path, `to append ${bytes.length} bytes`, async () => {
      // The cut after an earlier failure may have failed as well.
      if (this.#torn) await this.#repair();
      this.#torn = true;
      try {
        await writeAll(this.#file, bytes);
        await this.#file.sync();
      } catch (cause) {
        await this.#repair().catch(ignore);
        throw cause;
      }
      this.#torn = false;
      this.#length += bytes.length;
    });
  }

  async #repair(): Promise<void> {
    await this.#file.truncate(this.#length);
    this.#torn = false;
  }
}

/** Runs a task; a failure becomes a `FileError` that names the file. */
async function guard<Result>(path: string, expected: string, task: () => Promise<Result>): Promise<Result> {
  try {
    return await task();
  } catch (cause) {
    throw cause instanceof FileError ? cause : new FileError(path, expected, cause);
  }
}

const ignore = (): void => undefined;

const spellOut = (_field: string, value: unknown): unknown =>
  typeof value === 'number' && !Number.isFinite(value) ? String(value) : value;
