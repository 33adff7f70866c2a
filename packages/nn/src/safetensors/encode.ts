import { DTypeError, ValueError } from '@spikegrad/core';
import { type Codec, codecs, dtypeNames, isDType } from './dtypes.js';
import { elementCount, isCount } from './elementCount.js';
import type { SafetensorsEntry } from './entry.js';
import { maxHeaderBytes, metadataKey, prefixBytes } from './header.js';
import { requireLittleEndian } from './littleEndian.js';
import { quote } from './quote.js';
import { compareUtf8, encodeUtf8, hasLoneSurrogate } from './utf8.js';

const who = 'encodeSafetensors';

/**
 * Writes tensors as a safetensors file. The same tensors give the same bytes in any order: widest dtype first, then by
 * name, so that every tensor is aligned to its element size.
 *
 * F8, F16 and BF16 are rounded from float32 to the nearest, ties to even. Big-endian hosts are not supported.
 *
 * @throws ValueError if a name is `__metadata__`, a string has half of a surrogate pair, a shape does not fit its data,
 * or the header has more than 100 MB. @throws DTypeError if the dtype is unknown or the array is not the dtype's.
 * @see https://github.com/huggingface/safetensors#format
 */
export function encodeSafetensors(
  tensors: Readonly<Record<string, SafetensorsEntry>>,
  metadata?: Readonly<Record<string, string>>,
): Uint8Array {
  requireLittleEndian(who);
  const named = Object.entries(tensors);
  for (const [name, entry] of named) checkEntry(name, entry);
  named.sort(([left, { dtype: a }], [right, { dtype: b }]) => {
    return dtypeNames.indexOf(b) - dtypeNames.indexOf(a) || compareUtf8(left, right);
  });

  const fields = metadata === undefined ? [] : [`${JSON.stringify(metadataKey)}:${metadataJson(metadata)}`];
  let end = 0;
  for (const [name, { dtype, shape, data }] of named) {
    const begin = end;
    end += data.length * codecs[dtype].size;
    fields.push(`${JSON.stringify(name)}:${JSON.stringify({ dtype, shape, data_offsets: [begin, end] })}`);
  }
  const header = paddedHeader(`{${fields.join()}}`);

  const bytes = new Uint8Array(prefixBytes + header.length + end);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(header.length), true);
  bytes.set(header, prefixBytes);
  let at = prefixBytes + header.length;
  for (const [, entry] of named) {
    const part = (codecs[entry.dtype] as Codec<SafetensorsEntry['data']>).toBytes(entry.data);
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}

function checkEntry(name: string, { dtype, shape, data }: SafetensorsEntry): void {
  const at = `for tensor ${quote(name)}`;
  if (name === metadataKey) throw new ValueError(who, `a tensor name other than ${metadataKey}`, 'it');
  checkText(name);
  if (!isDType(dtype)) throw new DTypeError(who, `a dtype of ${dtypeNames.join(', ')} ${at}`, quote(dtype));
  const array = data[Symbol.toStringTag];
  // By name, since an array of another frame or worker is an instance of another class.
  if (array !== codecs[dtype].array) throw new DTypeError(who, `${codecs[dtype].array} as ${dtype} ${at}`, array);
  if (!shape.every(isCount)) throw new ValueError(who, `a shape of whole numbers ${at}`, quote(shape));
  if (elementCount(shape) !== data.length) {
    throw new ValueError(who, `as many elements as shape ${quote(shape)} has ${at}`, `${data.length}`);
  }
}

function checkText(text: string): void {
  if (hasLoneSurrogate(text)) throw new ValueError(who, 'strings of whole characters', quote(text));
}

function metadataJson(metadata: Readonly<Record<string, string>>): string {
  const fields = Object.entries(metadata).sort(([left], [right]) => compareUtf8(left, right));
  for (const [key, text] of fields) {
    checkText(key);
    if (typeof text !== 'string') throw new ValueError(who, `text as metadata ${quote(key)}`, typeof text);
    checkText(text);
  }
  return `{${fields.map(([key, text]) => `${JSON.stringify(key)}:${JSON.stringify(text)}`).join()}}`;
}

/** The header's bytes, followed by spaces up to a multiple of 8, so that the data begins aligned. */
function paddedHeader(json: string): Uint8Array {
  const text = encodeUtf8(json);
  const length = Math.ceil(text.length / 8) * 8;
  if (length > maxHeaderBytes) throw new ValueError(who, `a header of at most ${maxHeaderBytes} bytes`, `${length}`);
  const header = new Uint8Array(length).fill(0x20);
  header.set(text);
  return header;
}
