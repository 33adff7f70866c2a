// Every browser and Node have both; the library of the language itself, all this package relies on, does not list them.
declare const TextEncoder: new () => { encode(text: string): Uint8Array };
declare const TextDecoder: new (
  label: 'utf-8',
  options: { readonly fatal: boolean; readonly ignoreBOM: boolean },
) => { decode(bytes: Uint8Array): string };

export const encodeUtf8 = (text: string): Uint8Array => new TextEncoder().encode(text);

/** Throws on bytes that are not UTF-8. */
export const decodeUtf8 = (bytes: Uint8Array): string =>
  // Browsers refuse to decode shared memory, hence the copy.
  new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(new Uint8Array(bytes));

/** Whether a string has half of a surrogate pair, which no UTF-8 can say. */
export const hasLoneSurrogate = (text: string): boolean => /\p{Surrogate}/u.test(text);

const order = (unit: number): number => (unit < 0xd800 ? unit : unit < 0xe000 ? unit + 0x10000 : unit);

/** Compares as the UTF-8 bytes compare; JavaScript's own order puts '😀' before '～'. */
export function compareUtf8(left: string, right: string): number {
  const length = Math.min(left.length, right.length);
  for (let i = 0; i < length; i++) {
    const difference = order(left.charCodeAt(i)) - order(right.charCodeAt(i));
    if (difference !== 0) return difference;
  }
  return left.length - right.length;
}
