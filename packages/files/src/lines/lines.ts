import { FormatError } from '@spikegrad/core';
import { chunksOfRegular } from '@spikegrad/data';
import { asFileError } from '../fileError.js';

/** Maximum characters per line. A line of metrics has thousands. */
export const longestLine = 2 ** 26;

/**
 * The lines of a regular file, one at a time. The newline of the last one may be missing.
 *
 * @param kind the expected content, for errors
 * @param end the number of bytes to read. @defaultValue all
 * @throws FileError if the file cannot be read, FormatError unless it is a regular file, or for a line of more than
 * 2²⁶ characters
 */
export async function* linesOf(path: string, kind: string, end?: number): AsyncGenerator<string, void, undefined> {
  const decoder = new TextDecoder();
  let rest = '';
  try {
    for await (const piece of chunksOfRegular(path, kind, end)) {
      const lines = (rest + decoder.decode(piece, { stream: true })).split('\n');
      rest = lines.pop()!;
      if (rest.length > longestLine) throw new FormatError(path, kind, `a line of more than ${longestLine} characters`);
      yield* lines;
    }
  } catch (cause) {
    asFileError(path, kind)(cause);
  }
  rest += decoder.decode();
  if (rest !== '') yield rest;
}
