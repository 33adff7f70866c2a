import { ValueError } from '@spikegrad/core';
import { dirname } from 'node:path';
import { FileError } from '../fileError.js';
import type { OpenFile } from '../fileSystem.js';
import { repairLastLine } from './repairLastLine.js';
import { nodeFiles } from '../nodeFiles.js';
import { writeAll } from '../writeAll.js';

/** What a field of an event may hold. */
export type EventValue = null | boolean | number | string | readonly EventValue[] | JsonEvent;

/** One line of a file of JSON lines. */
export interface JsonEvent {
  readonly [field: string]: EventValue;
}

/**
 * A file that grows by one line of JSON an event, such as `metrics.jsonl`. A line that was written survives a crash and
 * a loss of power; one that failed is cut off again, at the latest by the next write or opening.
 *
 * One process at a time may write a file.
 */
export class JsonLines {
  readonly path: string;
  readonly #file: OpenFile;
  /** Bytes of whole lines. */
  #length: number;
  #torn = false;
  /** Lines are written one after another, even if nobody waits for them. */
  #last: Promise<void> = Promise.resolve();

  private constructor(path: string, file: OpenFile, length: number) {
    this.path = path;
    this.#file = file;
    this.#length = length;
  }

  /**
   * Opens a file to append to, made if it is not there; half a line that a crash left at its end is cut off.
   *
   * @throws FileError if it cannot be opened or ends with something that is no line of JSON.
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
   * Appends one event and waits until it is on the disk. Numbers that JSON lacks become the strings `"NaN"`,
   * `"Infinity"` and `"-Infinity"`, so that a loss that diverged can be told from one that is missing.
   *
   * @throws FileError if the line could not be written whole; what there is of it is cut off.
   * @throws ValueError if the event cannot be said in JSON.
   */
  write(event: JsonEvent): Promise<void> {
    let line: string;
    try {
      line = JSON.stringify(event, spellOut);
    } catch (cause) {
      return Promise.reject(new ValueError(this.path, 'an event that JSON can say', String(cause)));
    }
    const bytes = new TextEncoder().encode(`${line}\n`);
    return this.#enqueue(() => this.#append(bytes));
  }

  /** Bytes of the lines written so far. */
  get length(): number {
    return this.#length;
  }

  /** Drops every line that begins at byte `length` or after it. @throws FileError for a file that is shorter */
  cut(length: number): Promise<void> {
    return this.#enqueue(() =>
      guard(this.path, `at least ${length} bytes of lines`, async () => {
        if (length > this.#length) throw new Error(`${this.#length} bytes`);
        this.#length = length;
        await this.#mend();
        await this.#file.sync();
      }),
    );
  }

  /** Closes the file once every line is written. @throws FileError */
  close(): Promise<void> {
    return this.#enqueue(() => guard(this.path, 'to close a file of lines', () => this.#file.close()));
  }

  #enqueue(task: () => Promise<void>): Promise<void> {
    const done = this.#last.then(task);
    // A line that failed is its writer's to hear of; the next one is still tried.
    this.#last = done.catch(ignore);
    return done;
  }

  #append(bytes: Uint8Array): Promise<void> {
    return guard(this.path, `to append ${bytes.length} bytes`, async () => {
      // The cut after an earlier failure may have failed as well.
      if (this.#torn) await this.#mend();
      this.#torn = true;
      try {
        await writeAll(this.#file, bytes);
        await this.#file.sync();
      } catch (cause) {
        await this.#mend().catch(ignore);
        throw cause;
      }
      this.#torn = false;
      this.#length += bytes.length;
    });
  }

  async #mend(): Promise<void> {
    await this.#file.truncate(this.#length);
    this.#torn = false;
  }
}

/** Waits for a task and says whose it was if it fails. */
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
