import { FormatError } from '@spikegrad/core';
import { codecs, dtypeNames, isDType, type SafetensorsDType } from './dtypes.js';
import { elementCount, isCount } from './elementCount.js';
import type { JsonValue } from './jsonValue.js';
import { quote } from './quote.js';

/** The header's entry for one tensor: dtype, shape, and the range of its bytes, counted from the end of the header. */
export interface Placement {
  readonly name: string;
  readonly dtype: SafetensorsDType;
  readonly shape: readonly number[];
  readonly begin: number;
  /** The offset after the last byte. */
  readonly end: number;
}

/**
 * Checks one tensor of the header by itself. Unknown fields are ignored, as in the format's own reader.
 *
 * @param room - The number of bytes after the header.
 * @throws FormatError
 */
export function readPlacement(name: string, info: JsonValue, room: number, who: string): Placement {
  const refuse = (expected: string, received: string): FormatError =>
    new FormatError(who, `${expected} for tensor ${quote(name)}`, received);

  if (!(info instanceof Map)) throw refuse('an object', quote(info));
  const dtype: JsonValue | undefined = info.get('dtype');
  const shape: JsonValue | undefined = info.get('shape');
  const offsets: JsonValue | undefined = info.get('data_offsets');

  if (!isDType(dtype)) throw refuse(`a dtype of ${dtypeNames.join(', ')}`, quote(dtype));
  if (!isWholeArray(shape)) throw refuse('a shape of whole numbers', quote(shape));
  if (!isWholeArray(offsets) || offsets.length !== 2) throw refuse('data_offsets of two whole numbers', quote(offsets));

  const [begin, end] = offsets as readonly [number, number];
  if (begin > end) throw refuse('data_offsets that begin before they end', quote(offsets));
  if (end > room) throw refuse(`data_offsets within the ${room} bytes of data`, quote(offsets));

  const count = elementCount(shape);
  const bytes = count === undefined ? undefined : elementCount([count, codecs[dtype].size]);
  if (bytes === undefined) throw refuse('a size below 2^53 bytes', `${dtype} of shape ${quote(shape)}`);
  if (bytes !== end - begin) throw refuse(`${bytes} bytes (${dtype} of shape ${quote(shape)})`, `${end - begin} bytes`);
  return { name, dtype, shape, begin, end };
}

const isWholeArray = (value: JsonValue | undefined): value is readonly number[] =>
  Array.isArray(value) && value.every(isCount);

/**
 * Checks that the tensors fill the data without overlap, gap or remainder, as the format requires. So no byte is read
 * twice and none is unread.
 *
 * @throws FormatError
 */
export function checkTiling(placements: readonly Placement[], room: number, who: string): void {
  let filled = 0;
  for (const { name, begin, end } of placements.toSorted((a, b) => a.begin - b.begin || a.end - b.end)) {
    if (begin !== filled) {
      const received = `${begin < filled ? 'an overlap' : 'a hole'}: it begins at byte ${begin}`;
      throw new FormatError(who, `tensor ${quote(name)} to begin at byte ${filled} of the data`, received);
    }
    filled = end;
  }
  if (filled !== room) {
    throw new FormatError(who, `the data to end with its last tensor, at byte ${filled}`, `${room} bytes of data`);
  }
}
