import { Tensor } from '@spikegrad/core';
import { isPlain } from '../module/isPlain.js';
import { detached } from '../module/signal.js';

/** The same value with every tensor and signal in it detached, also in arrays, maps and plain objects. */
export function offTape<R>(value: R, seen = new Map<unknown, unknown>()): R {
  return visit(value, seen) as R;
}

function visit(value: unknown, seen: Map<unknown, unknown>): unknown {
  if (value instanceof Tensor) return value.node ? detached(value) : value;
  if (seen.has(value)) return seen.get(value);
  if (Array.isArray(value)) {
    const copy: unknown[] = [];
    seen.set(value, copy);
    for (const entry of value) copy.push(visit(entry, seen));
    return copy;
  }
  if (value instanceof Map) {
    const copy = new Map<unknown, unknown>();
    seen.set(value, copy);
    for (const [key, entry] of value) copy.set(key, visit(entry, seen));
    return copy;
  }
  if (!isPlain(value)) return value;
  const copy: Record<string, unknown> = {};
  seen.set(value, copy);
  for (const [key, entry] of Object.entries(value)) copy[key] = visit(entry, seen);
  return copy;
}
