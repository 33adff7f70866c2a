import type { z } from 'zod';
import { configSchema } from './describe.js';
import { nearestField } from './nearest.js';
import { isSection } from './section.js';

/** What is wrong with one field of a config. */
export interface Fault {
  readonly path: string;
  /** Returns the description of the fault. It searches for the nearest field, so it is a function. */
  text(): string;
}

/** The smallest possible config. */
const smallest = '{ "data": { "set": "cifar10" } }';

/** The faults that zod found, with the received values; each unknown field is reported with the nearest known one. */
export function explain(issue: z.core.$ZodIssue): readonly Fault[] {
  const at = issue.path.map(String);
  if (issue.code === 'unrecognized_keys') return issue.keys.map((key) => unknownField([...at, key], issue.input));
  const path = at.join('.') || '(whole config)';
  const given = issue.code === 'invalid_union' && isSection(issue.input) ? issue.input[at.at(-1)!] : issue.input;
  if (path === 'data' && given === undefined)
    return [{ path, text: () => `it is missing; the smallest config: ${smallest}` }];
  const shown = given === undefined || isSection(given) ? '' : `; it is ${shownOf(given).slice(0, 40)}`;
  // A name that may be omitted is not listed.
  return [{ path, text: () => issue.message.replace(" | 'undefined'", '') + shown }];
}

function unknownField(at: readonly string[], section: unknown): Fault {
  const path = at.join('.');
  const text = (): string => {
    const meant = nearestField(path, configSchema());
    if (meant !== path) return `unknown field; did you mean ${meant}?`;
    const name = isSection(section) ? JSON.stringify(section['name']) : 'this';
    return `${at.slice(0, -1).join('.')} with name ${name} has no such field`;
  };
  return { path, text };
}

/** A value as JSON; NaN and Infinity by name. */
const shownOf = (value: unknown): string =>
  typeof value === 'number' && !Number.isFinite(value) ? String(value) : JSON.stringify(value);
