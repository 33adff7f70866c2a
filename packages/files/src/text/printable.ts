/** Control characters, line separators and direction marks: a terminal executes them and does not show them. */
const obeyed = /[\p{Cc}\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/gu;

const hex = (character: string, digits: number): string => character.charCodeAt(0).toString(16).padStart(digits, '0');

/**
 * Text from outside (a path, the name of a tensor or field, what the system says) as one line that a terminal shows as it is: what would
 * move its cursor, colour it or turn its direction is spelled out, such as `\x1b` and `\u202e`.
 */
export const printable = (text: string): string =>
  text.replace(obeyed, (each) => (each < '\u0100' ? `\\x${hex(each, 2)}` : `\\u${hex(each, 4)}`));

/** The same of several lines. */
export const printableLines = (text: string): string => text.split('\n').map(printable).join('\n');

/** JSON of the same value, without a character that a terminal executes: `JSON.stringify` escapes those below U+0020 alone. */
export const printableJson = (json: string): string => json.replace(obeyed, (each) => `\\u${hex(each, 4)}`);
