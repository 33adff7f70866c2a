import { FormatError } from '@spikegrad/core';
import { FileError } from '../fileError.js';
import type { OpenFile } from '../fileSystem.js';
import { linesFromEnd } from './linesFromEnd.js';
import { writeAll } from '../writeAll.js';

const newline = 0x0a;

/**
 * Repairs the end of a file of JSON lines after a crash, and returns its length in bytes. If only the newline of the
 * last line is missing, it is added; an incomplete last line is removed.
 *
 * @throws FileError if the file ends with something that is not an incomplete line of JSON; the file is not changed.
 */
export async function repairLastLine(path: string, file: OpenFile): Promise<number> {
  const size = await file.size();
  const refuse = (): never => {
    throw new FileError(path, 'a file of JSON lines', new Error('a file that ends with something else'));
  };
  const last = await linesFromEnd(file, size, path)
    .next()
    .catch((error: unknown) => {
      if (error instanceof FormatError) return refuse();
      throw error;
    });
  const line = last.value!; // an empty file has one empty line
  if (line.length === 0) return size;

  const text = new TextDecoder().decode(line);
  if (isJson(text)) {
    await writeAll(file, Uint8Array.of(newline));
    return size + 1;
  }
  if (!isTorn(text)) refuse();
  await file.truncate(size - line.length);
  return size - line.length;
}

/** Whether a text is the beginning of a line, or the zeros that some file systems leave after a power failure. */
const isTorn = (text: string): boolean => text === '{' || text.startsWith('{"') || /^\0+$/.test(text);

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
