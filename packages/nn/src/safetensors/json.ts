import { FormatError } from '@spikegrad/core';
import type { JsonObject, JsonValue } from './jsonValue.js';
import { quote } from './quote.js';
import { hasLoneSurrogate } from './utf8.js';

/** The limit of the format's own reader. Without a limit a header of brackets overflows the stack. */
const deepest = 128;

/** A string that needs no unescaping. */
// eslint-disable-next-line no-control-regex -- JSON has no control characters in strings
const plain = /"[^"\\\x00-\x1f]*"/y;

/**
 * Parses JSON like `JSON.parse`, but fails for two fields of one name, with any escapes. `JSON.parse` still reads
 * strings, numbers and literals; this function reads the nesting.
 *
 * @throws FormatError if the text is not JSON, repeats a name, or nests deeper than 128.
 */
export function parseJson(text: string, who: string): JsonValue {
  let at = 0;

  function refuse(expected: string): FormatError {
    const received = at < text.length ? quote(text[at]) : 'its end';
    return new FormatError(who, `${expected} at character ${at} of a JSON header`, received);
  }

  function skipSpace(): void {
    while (at < text.length && ' \t\n\r'.includes(text[at])) at++;
  }

  function take(mark: string): boolean {
    skipSpace();
    if (text[at] !== mark) return false;
    at++;
    return true;
  }

  function leaf(start: number): JsonValue {
    const source = text.slice(start, at);
    try {
      return JSON.parse(source) as JsonValue;
    } catch {
      throw new FormatError(who, `a JSON value at character ${start} of a JSON header`, quote(source));
    }
  }

  function string(): string {
    const start = at;
    plain.lastIndex = start;
    // A name without an escape needs no unescaping: headers may have a million names. Bytes of UTF-8 have no lone
    // surrogate.
    if (plain.test(text)) return text.slice(start + 1, (at = plain.lastIndex) - 1);
    at++;
    while (at < text.length && text[at] !== '"') at += text[at] === '\\' ? 2 : 1;
    if (at >= text.length) throw refuse('a closing quote');
    at++;
    const value = leaf(start) as string;
    if (hasLoneSurrogate(value)) throw new FormatError(who, 'strings of whole characters', quote(value));
    return value;
  }

  function word(): JsonValue {
    const start = at;
    while (at < text.length && !' \t\n\r,:"[]{}'.includes(text[at])) at++;
    if (at === start) throw refuse('a value');
    return leaf(start);
  }

  function array(depth: number): readonly JsonValue[] {
    const items: JsonValue[] = [];
    if (take(']')) return items;
    do items.push(value(depth));
    while (take(','));
    if (!take(']')) throw refuse("',' or ']'");
    return items;
  }

  function object(depth: number): JsonObject {
    const fields = new Map<string, JsonValue>();
    if (take('}')) return fields;
    do {
      skipSpace();
      if (text[at] !== '"') throw refuse('a name in quotes');
      const name = string();
      if (fields.has(name)) throw new FormatError(who, 'every name once in an object', `${quote(name)} twice`);
      if (!take(':')) throw refuse("':'");
      fields.set(name, value(depth));
    } while (take(','));
    if (!take('}')) throw refuse("',' or '}'");
    return fields;
  }

  function value(depth: number): JsonValue {
    if (depth > deepest) throw refuse(`at most ${deepest} levels`);
    if (take('{')) return object(depth + 1);
    if (take('[')) return array(depth + 1);
    return text[at] === '"' ? string() : word();
  }

  const root = value(0);
  skipSpace();
  if (at < text.length) throw refuse('nothing but space after the value');
  return root;
}
