// Node and every browser have both. TypeScript's library of the language, the only one that this package uses, does not
// declare them.
declare const TextEncoder: new () => { encode(text: string): Uint8Array };
declare const TextDecoder: new (
  label: 'utf-8',
  options: { readonly fatal: boolean; readonly ignoreBOM: boolean },
) => { decode(bytes: Uint8Array): string };

export const encodeUtf8 = (text: string): Uint8Array => new TextEncoder().encode(text);

/** Throws on bytes that are not UTF-8. */
export const decodeUtf8 = (bytes: Uint8Array): string =>
  // A copy, because browsers do not decode shared memory.
  new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(new Uint8Array(bytes));

/** Whether a string has half of a surrogate pair, which UTF-8 cannot encode. */
export const hasLoneSurrogate = (text: string): boolean => /\p{Surrogate}/u.test(text);

const order = (unit: number): number => (unit < 0xd800 ? unit : unit < 0xe000 ? unit + 0x10000 : unit);

/** Compares strings by their UTF-8 bytes; JavaScript's own order puts '😀' before '～'. */
export function compareUtf8(left: string, right: string): number {
  const length = Math.min(left.length, right.length);
  for (let i = 0; i < length; i++) {
    const difference = order(left.charCodeAt(i)) - order(right.charCodeAt(i));
    if (difference !== 0) return difference;
  }
  return left.length - right.length;
}
