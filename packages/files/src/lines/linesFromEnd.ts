import { FormatError } from '@spikegrad/core';
import { longestLine } from './lines.js';

const newline = 0x0a;

/** Bytes of the first read. */
const firstPiece = 2 ** 16;

/**
 * The lines of a file from its end to its beginning, as bytes. The first one is the text after the last newline,
 * which is empty if the last line is complete.
 *
 * @throws FormatError for a line of more than 2²⁶ bytes
 */
export async function* linesFromEnd(
  file: { read(position: number, length: number): Promise<Uint8Array> },
  size: number,
  name: string,
): AsyncGenerator<Uint8Array> {
  let line = new Uint8Array(0);
  let [end, length] = [size, firstPiece];
  do {
    const begin = Math.max(0, end - length);
    const piece = Buffer.concat([await file.read(begin, end - begin), line]);
    let stop = piece.length;
    while (stop > 0) {
      const at = piece.lastIndexOf(newline, stop - 1);
      if (at < 0) break;
      yield piece.subarray(at + 1, stop);
      stop = at;
    }
    line = piece.subarray(0, stop);
    if (line.length > longestLine)
      throw new FormatError(name, `lines of at most ${longestLine} bytes`, 'a longer line');
    end = begin;
    length = Math.min(2 * length, longestLine);
  } while (end > 0);
  yield line;
}
