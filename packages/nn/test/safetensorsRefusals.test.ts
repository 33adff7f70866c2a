import { describe, expect, test } from '@jest/globals';
import { FormatError } from '@spikegrad/core';
import { decodeSafetensors } from '../src/safetensors/decode.js';

/** A file of this header, its length told truly, and this many bytes of data. */
function file(header: string | Uint8Array, dataBytes = 0): Uint8Array {
  const json = typeof header === 'string' ? new TextEncoder().encode(header) : header;
  const bytes = new Uint8Array(8 + json.length + dataBytes);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(json.length), true);
  bytes.set(json, 8);
  return bytes;
}

function withLength(bytes: Uint8Array, length: bigint): Uint8Array {
  new DataView(bytes.buffer).setBigUint64(0, length, true);
  return bytes;
}

const info = (dtype: unknown, shape: unknown, offsets: unknown): string =>
  JSON.stringify({ dtype, shape, data_offsets: offsets });

/** A file whose one tensor is described so, with 16 bytes of data. */
const tensor = (dtype: unknown, shape: unknown, offsets: unknown): Uint8Array =>
  file(`{"w":${info(dtype, shape, offsets)}}`, 16);

const byte = (begin: number, end: number): string => info('U8', [end - begin], [begin, end]);

type Case = readonly [what: string, bytes: Uint8Array, message: string];

function refuses(cases: readonly Case[]): void {
  test.each(cases)('%s', (_what, bytes, message) => {
    const read = (): unknown => decodeSafetensors(bytes, 'a.safetensors');
    expect(read).toThrow(FormatError);
    expect(read).toThrow(message);
    expect(read).toThrow('[a.safetensors] expected ');
  });
}

describe('a legal file is read:', () => {
  test.each([
    ['a header padded with any space of JSON', file('{}\r \t\n'), 0],
    ['a tensor of one zero dimension', file(`{"w":${info('I32', [2, 0], [0, 0])}}`), 1],
    ['a zero-sized tensor whose other dimensions are large', file(`{"w":${info('F64', [0, 2 ** 40], [0, 0])}}`), 1],
    ['zero-sized tensors between others', file(`{"a":${byte(0, 1)},"n":${byte(1, 1)},"b":${byte(1, 2)}}`, 2), 3],
    ['tensors in any order', file(`{"b":${byte(1, 2)},"a":${byte(0, 1)}}`, 2), 2],
    [
      'a tensor that begins at no multiple of its element',
      file(`{"a":${byte(0, 1)},"w":${info('F64', [1], [1, 9])}}`, 9),
      2,
    ],
    [
      'fields that the format does not know',
      file('{"w":{"x":{"y":[null,true,1.5e3]},"dtype":"U8","shape":[0],"data_offsets":[0,0]}}'),
      1,
    ],
    [
      'a whole number that is written as a broken one',
      file(`{"w":{"dtype":"U8","shape":[1.0],"data_offsets":[0,1e0]}}`, 1),
      1,
    ],
    ['a name that only an escape can say', file(`{"\\u0000\\n":${byte(0, 0)}}`), 1],
  ])('%s', (_what, bytes, count) => {
    expect(decodeSafetensors(bytes).tensors.size).toBe(count);
  });
});

describe('the length of the header fails:', () => {
  refuses([
    ['no bytes', new Uint8Array(0), 'at least 8 bytes but received a file of 0'],
    ['7 bytes', new Uint8Array(7), 'at least 8 bytes but received a file of 7'],
    ['none', new Uint8Array(8), "starts with '{' but received an empty one"],
    [
      'beyond the file',
      withLength(file('{}'), 3n),
      'within the 2 bytes that follow its length but received a length of 3',
    ],
    [
      'a byte beyond 100 MB',
      withLength(file('{}'), 100_000_001n),
      'at most 100000000 bytes but received a header length of',
    ],
    ['2^64 − 1', withLength(file('{}'), 2n ** 64n - 1n), 'a header length of 18446744073709551615'],
    [
      'too short by one',
      withLength(file('{"w":{}}'), 7n),
      "',' or '}' at character 7 of a JSON header but received its end",
    ],
    [
      'so long that it takes data in',
      withLength(file('{}', 4), 4n),
      'nothing but space after the value at character 2',
    ],
  ]);
});

describe('the text of the header fails:', () => {
  refuses([
    ['space before the brace', file(' {}'), "starts with '{' but received byte 32"],
    ['an array', file('[]'), "starts with '{' but received byte 91"],
    ['a byte order mark', file('\ufeff{}'), "starts with '{' but received byte 239"],
    [
      'bytes that are no UTF-8',
      file(Uint8Array.of(0x7b, 0xff, 0x7d)),
      'a header in UTF-8 but received 3 bytes that are not',
    ],
    ['an overlong brace', file(Uint8Array.of(0x7b, 0xc1, 0xbb)), 'in UTF-8'],
    ['a surrogate in UTF-8', file(Uint8Array.of(0x7b, 0x22, 0xed, 0xa0, 0x80, 0x22, 0x7d)), 'in UTF-8'],
    ['an open brace', file('{'), 'a name in quotes at character 1 of a JSON header but received its end'],
    ['a name without quotes', file('{w:1}'), 'a name in quotes at character 1 of a JSON header but received "w"'],
    ['a name that does not end', file('{"w'), 'a closing quote at character 3 of a JSON header but received its end'],
    ['a name that ends in an escape', file('{"w\\'), 'a closing quote'],
    ['an unknown escape', file('{"\\x":1}'), 'a JSON value at character 1 of a JSON header'],
    ['a line break in a string', file('{"\n":1}'), 'a JSON value at character 1'],
    ['half a surrogate pair', file('{"\\ud800":1}'), 'strings of whole characters but received "\\ud800"'],
    ['no colon', file('{"w" 1}'), '\':\' at character 5 of a JSON header but received "1"'],
    ['no value', file('{"w":}'), 'a value at character 5 of a JSON header but received "}"'],
    ['no comma', file('{"w":1 "v":2}'), "',' or '}' at character 7"],
    ['a comma too many', file('{"w":1,}'), 'a name in quotes at character 7'],
    ['an array that does not end', file('{"w":[1'), "',' or ']' at character 7"],
    ['a comma too many in an array', file('{"w":[1,]}'), 'a value at character 8'],
    [
      'a number with a zero in front',
      file('{"w":01}'),
      'a JSON value at character 5 of a JSON header but received "01"',
    ],
    ['a word of JavaScript', file('{"w":NaN}'), 'received "NaN"'],
    ['a space of JavaScript', file('{\u00a0}'), 'a name in quotes'],
    ['a comment', file('{/**/}'), 'a name in quotes'],
    ['something after its end', file('{}{}'), 'nothing but space after the value at character 2'],
    ['zeros after its end', file('{}\0'), 'nothing but space after the value'],
    ['129 levels', file(`{"w":${'['.repeat(129)}`), 'at most 128 levels'],
    ['a million levels', file(`{"w":${'['.repeat(1e6)}`), 'at most 128 levels'],
  ]);
});

describe('a name given twice fails:', () => {
  const none = byte(0, 0);
  refuses([
    [
      'of tensors',
      file(`{"a":${none},"b":${none},"a":${none}}`),
      'every name once in an object but received "a" twice',
    ],
    ['once by an escape', file(`{"a":${none},"\\u0061":${none}}`), 'received "a" twice'],
    ['by two escapes of another kind', file(`{"\\/":${none},"\\u002F":${none}}`), 'received "/" twice'],
    ['by a pair of escapes', file(`{"😀":${none},"\\ud83d\\uDE00":${none}}`), 'received "😀" twice'],
    ['of `__proto__`', file(`{"__proto__":${none},"__proto__":${none}}`), 'received "__proto__" twice'],
    ['of metadata', file('{"__metadata__":{},"__metadata__":{}}'), 'received "__metadata__" twice'],
    ['in metadata', file('{"__metadata__":{"a":"1","a":"1"}}'), 'received "a" twice'],
    [
      'in a tensor',
      file('{"w":{"dtype":"U8","shape":[0],"data_offsets":[0,0],"dtype":"F32"}}'),
      'received "dtype" twice',
    ],
  ]);
});

describe('metadata fails:', () => {
  refuses([
    ['null', file('{"__metadata__":null}'), '__metadata__ to be an object but received null'],
    ['an array', file('{"__metadata__":["a"]}'), '__metadata__ to be an object but received ["a"]'],
    ['a number in it', file('{"__metadata__":{"epoch":3}}'), 'text for "epoch" of __metadata__ but received 3'],
    [
      'an object in it',
      file('{"__metadata__":{"a":{"b":""}}}'),
      'text for "a" of __metadata__ but received an object of 1 fields',
    ],
  ]);
});

describe('what the header says of a tensor fails:', () => {
  const whole = 'a shape of whole numbers for tensor "w" but received ';
  const two = 'data_offsets of two whole numbers for tensor "w" but received ';
  refuses([
    ['a number', file('{"w":1}'), 'an object for tensor "w" but received 1'],
    ['null', file('{"w":null}'), 'an object for tensor "w" but received null'],
    ['an array', file('{"w":[[1],2]}'), 'an object for tensor "w" but received [an array, 2]'],
    ['nothing', file('{"w":{}}'), 'U64 for tensor "w" but received nothing'],
    ['a dtype that is unknown', tensor('F8', [16], [0, 16]), 'a dtype of BOOL, U8, '],
    ['a dtype that objects inherit', tensor('constructor', [16], [0, 16]), 'received "constructor"'],
    ['a dtype in small letters', tensor('f32', [4], [0, 16]), 'received "f32"'],
    ['a dtype that is a number', tensor(32, [4], [0, 16]), 'received 32'],
    ['no shape', file('{"w":{"dtype":"U8","data_offsets":[0,0]}}'), `${whole}nothing`],
    ['a shape that is a number', tensor('U8', 16, [0, 16]), `${whole}16`],
    ['a negative shape', tensor('F32', [-2, -2], [0, 16]), `${whole}[-2, -2]`],
    ['minus zero', file('{"w":{"dtype":"U8","shape":[-0],"data_offsets":[0,0]}}'), `${whole}[0]`],
    ['a broken shape', tensor('U8', [0.5, 32], [0, 16]), `${whole}[0.5, 32]`],
    ['a shape of text', tensor('U8', ['16'], [0, 16]), `${whole}["16"]`],
    ['a shape of null', tensor('U8', [null], [0, 16]), `${whole}[null]`],
    ['a shape past 2^53', tensor('U8', [2 ** 53], [0, 16]), `${whole}[9007199254740992]`],
    ['a shape of infinity', file('{"w":{"dtype":"U8","shape":[1e999],"data_offsets":[0,0]}}'), `${whole}[Infinity]`],
    ['a product past 2^53', tensor('U8', [2 ** 32, 2 ** 32], [0, 16]), 'a size below 2^53 bytes for tensor "w"'],
    ['a product that wraps to 16 in 64 bits', tensor('U8', [2 ** 33, 2 ** 33 + 2 ** 35], [0, 16]), 'below 2^53'],
    ['a size past 2^53', tensor('F64', [2 ** 51], [0, 16]), 'a size below 2^53 bytes for tensor "w"'],
    ['a size past 2^53 before a zero', tensor('U8', [2 ** 32, 2 ** 32, 0], [0, 0]), 'below 2^53'],
    ['no offsets', file('{"w":{"dtype":"U8","shape":[0]}}'), `${two}nothing`],
    ['one offset', tensor('U8', [16], [16]), `${two}[16]`],
    ['three offsets', tensor('U8', [16], [0, 8, 16]), `${two}[0, 8, 16]`],
    ['a negative offset', tensor('U8', [16], [-16, 0]), `${two}[-16, 0]`],
    ['a broken offset', tensor('U8', [16], [0, 16.5]), `${two}[0, 16.5]`],
    ['offsets of text', tensor('U8', [16], '0,16'), `${two}"0,16"`],
    ['offsets in reverse', tensor('U8', [16], [16, 0]), 'begin before they end for tensor "w" but received [16, 0]'],
    [
      'an end beyond the data',
      tensor('U8', [17], [0, 17]),
      'within the 16 bytes of data for tensor "w" but received [0, 17]',
    ],
    ['an end far beyond memory', tensor('U8', [2 ** 52], [0, 2 ** 52]), 'within the 16 bytes of data'],
    [
      'fewer bytes than its shape',
      tensor('F32', [5], [0, 16]),
      '20 bytes (F32 of shape [5]) for tensor "w" but received 16 bytes',
    ],
    [
      'more bytes than its shape',
      tensor('F32', [], [0, 16]),
      '4 bytes (F32 of shape []) for tensor "w" but received 16 bytes',
    ],
    ['a name of a megabyte, in few words', file(`{"${'x'.repeat(2 ** 20)}":1}`), `tensor "${'x'.repeat(80)}"… but`],
  ]);
});

describe('data that the tensors do not tile fails:', () => {
  const begin = (name: string, at: number): string =>
    `tensor "${name}" to begin at byte ${at} of the data but received `;
  refuses([
    [
      'two tensors on the same bytes',
      file(`{"a":${byte(0, 2)},"b":${byte(0, 2)}}`, 2),
      `${begin('b', 2)}an overlap: it begins at byte 0`,
    ],
    [
      'two that share one byte',
      file(`{"a":${byte(0, 2)},"b":${byte(1, 3)}}`, 3),
      `${begin('b', 2)}an overlap: it begins at byte 1`,
    ],
    ['an empty one within another', file(`{"a":${byte(0, 2)},"b":${byte(1, 1)}}`, 2), `${begin('b', 2)}an overlap`],
    ['a hole at the front', file(`{"a":${byte(1, 2)}}`, 2), `${begin('a', 0)}a hole: it begins at byte 1`],
    ['a hole between', file(`{"a":${byte(0, 1)},"b":${byte(2, 3)}}`, 3), `${begin('b', 1)}a hole: it begins at byte 2`],
    ['an empty one beyond a hole', file(`{"a":${byte(1, 1)}}`, 1), `${begin('a', 0)}a hole`],
    [
      'a byte at the end',
      file(`{"a":${byte(0, 1)}}`, 2),
      'the data to end with its last tensor, at byte 1 but received 2 bytes',
    ],
    ['data without a tensor', file('{}', 3), 'at byte 0 but received 3 bytes of data'],
    ['a byte too few', file(`{"a":${byte(0, 2)}}`, 1), 'within the 1 bytes of data for tensor "a" but received [0, 2]'],
  ]);
});
