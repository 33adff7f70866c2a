import { FormatError } from '@spikegrad/core';
import { parseJson } from './json.js';
import type { JsonObject } from './jsonValue.js';
import { quote } from './quote.js';
import { decodeUtf8 } from './utf8.js';

/** Bytes of the header's length: an unsigned 64-bit integer, little-endian. */
export const prefixBytes = 8;

/** The limit that the format itself sets, in bytes. */
export const maxHeaderBytes = 100_000_000;

/** The key of the header that is not a tensor. */
export const metadataKey = '__metadata__';

/** A parsed JSON header whose fields are not checked yet. */
interface Header {
  readonly fields: JsonObject;
  /** The offset of the tensors' bytes in the file. */
  readonly dataStart: number;
}

/** Reads the length and the JSON at the front of a file. @throws FormatError */
export function readHeader(bytes: Uint8Array, who: string): Header {
  const dataStart = prefixBytes + headerLength(bytes, who);
  const start = bytes[prefixBytes];
  if (start !== 0x7b) throw new FormatError(who, `a header that starts with '{'`, `byte ${start} there`);
  const text = headerText(bytes.subarray(prefixBytes, dataStart), who);
  // JSON that starts with '{' is an object.
  return { fields: parseJson(text, who) as JsonObject, dataStart };
}

function headerLength(bytes: Uint8Array, who: string): number {
  if (bytes.length < prefixBytes) {
    throw new FormatError(who, `at least ${prefixBytes} bytes`, `a file of ${bytes.length}`);
  }
  const length = new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0, true);
  if (length > maxHeaderBytes) {
    throw new FormatError(who, `a header of at most ${maxHeaderBytes} bytes`, `a header length of ${length}`);
  }
  const room = bytes.length - prefixBytes;
  if (length > room) {
    throw new FormatError(who, `a header within the ${room} bytes that follow its length`, `a length of ${length}`);
  }
  if (length === 0n) throw new FormatError(who, `a header that starts with '{'`, 'an empty one');
  return Number(length);
}

function headerText(bytes: Uint8Array, who: string): string {
  try {
    return decodeUtf8(bytes);
  } catch {
    throw new FormatError(who, 'a header in UTF-8', `${bytes.length} bytes that are not`);
  }
}

/** The text-to-text map under `__metadata__`; empty if there is none. @throws FormatError */
export function readMetadata(fields: JsonObject, who: string): ReadonlyMap<string, string> {
  const metadata = new Map<string, string>();
  if (!fields.has(metadataKey)) return metadata;
  const found = fields.get(metadataKey);
  if (!(found instanceof Map)) throw new FormatError(who, `${metadataKey} to be an object`, quote(found));
  for (const [key, text] of found) {
    if (typeof text !== 'string') {
      throw new FormatError(who, `text for ${quote(key)} of ${metadataKey}`, quote(text));
    }
    metadata.set(key, text);
  }
  return metadata;
}
