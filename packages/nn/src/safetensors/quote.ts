import type { JsonValue } from './jsonValue.js';

/** Number of characters that are shown. A malicious header can have a name of 100 MB. */
const longest = 80;

/** A value of a header for an error message: short, as JSON. */
export function quote(value: JsonValue | undefined): string {
  if (value === undefined) return 'nothing';
  if (value instanceof Map) return `an object of ${value.size} fields`;
  if (Array.isArray(value)) {
    const shown = value.slice(0, 8).map((item: JsonValue) => (Array.isArray(item) ? 'an array' : quote(item)));
    return `[${shown.join(', ')}${value.length > 8 ? ', …' : ''}]`;
  }
  if (typeof value !== 'string') return String(value);
  return value.length > longest ? `${JSON.stringify(value.slice(0, longest))}…` : JSON.stringify(value);
}
