/** Control characters, line separators and direction marks, which a terminal executes and does not show. */
const obeyed = /[\p{Cc}\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/gu;

const hex = (character: string, digits: number): string => character.charCodeAt(0).toString(16).padStart(digits, '0');

/**
 * Escapes untrusted text (a path, the name of a tensor or field, a message of the system) for one line of a terminal.
 * Characters that move the cursor, change colours or the text direction are escaped, such as `\x1b` and `\u202e`.
 */
export const printable = (text: string): string =>
  text.replace(obeyed, (each) => (each < '\u0100' ? `\\x${hex(each, 2)}` : `\\u${hex(each, 4)}`));

/** The same for several lines. */
export const printableLines = (text: string): string => text.split('\n').map(printable).join('\n');

/** The same JSON without characters that a terminal executes: `JSON.stringify` escapes only those below U+0020. */
export const printableJson = (json: string): string => json.replace(obeyed, (each) => `\\u${hex(each, 4)}`);
