import type { JsonValue } from './jsonValue.js';

/** Enough to recognize a name by; a hostile header can hold 100 MB of them. */
const longest = 80;

/** A value as an error may show it: in JSON, and short. */
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
