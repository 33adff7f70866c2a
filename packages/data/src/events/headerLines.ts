import { FormatError } from '@spikegrad/core';

const hash = 0x23;
const newline = 0x0a;

/** Limit of the header; larger than any camera writes, including preferences. */
const mostBytes = 2 ** 20;

/** The lines at the beginning of an AEDAT file that start with `#`, and the position after them. */
export interface Header {
  readonly lines: readonly string[];
  readonly end: number;
}

/**
 * Reads the header of an AEDAT file.
 *
 * @param version the version in the first line, such as `2.0`
 * @param last the beginning of the last line, if the format defines it
 * @throws FormatError
 */
export function headerOf(bytes: Uint8Array, name: string, version: string, last: string | null = null): Header {
  const decoder = new TextDecoder('latin1');
  const lines: string[] = [];
  let end = 0;
  while (end < bytes.length && bytes[end] === hash) {
    const stop = bytes.subarray(0, mostBytes).indexOf(newline, end);
    if (stop < 0) break;
    lines.push(decoder.decode(bytes.subarray(end, stop)).trimEnd());
    end = stop + 1;
    if (lines.length === 1) checkVersion(lines[0]!, name, version);
    if (last !== null && lines.at(-1)!.startsWith(last)) return { lines, end };
  }
  if (lines.length === 0) checkVersion(decoder.decode(bytes.subarray(0, 16)), name, version);
  if (last !== null) throw new FormatError(name, `a header that ends in ${last}`, `${lines.length} lines without it`);
  return { lines, end };
}

function checkVersion(line: string, name: string, version: string): void {
  if (line.startsWith(`#!AER-DAT${version}`)) return;
  throw new FormatError(name, `#!AER-DAT${version} as the first line`, JSON.stringify(line.slice(0, 40)));
}
