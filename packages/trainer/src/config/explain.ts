import type { z } from 'zod';
import { configSchema } from './describe.js';
import { nearestField } from './nearest.js';
import { isSection } from './section.js';

/** What is wrong with one field of a config. */
export interface Fault {
  readonly path: string;
  /** What is wrong, in words. A function, since it searches for the field that was meant. */
  text(): string;
}

/** The smallest config there is, to begin with. */
const smallest = '{ "data": { "set": "cifar10" } }';

/** What zod found at a field, with what was received there; each unknown field is named itself, with the one that was meant. */
export function explain(issue: z.core.$ZodIssue): readonly Fault[] {
  const at = issue.path.map(String);
  if (issue.code === 'unrecognized_keys') return issue.keys.map((key) => unknownField([...at, key], issue.input));
  const path = at.join('.') || '(whole config)';
  const given = issue.code === 'invalid_union' && isSection(issue.input) ? issue.input[at.at(-1)!] : issue.input;
  if (path === 'data' && given === undefined)
    return [{ path, text: () => `it is missing; the smallest config: ${smallest}` }];
  const shown = given === undefined || isSection(given) ? '' : `; it is ${shownOf(given).slice(0, 40)}`;
  // A name that may be left out is no choice to write.
  return [{ path, text: () => issue.message.replace(" | 'undefined'", '') + shown }];
}

function unknownField(at: readonly string[], section: unknown): Fault {
  const path = at.join('.');
  const text = (): string => {
    const meant = nearestField(path, configSchema());
    if (meant !== path) return `there is no such field; did you mean ${meant}?`;
    const name = isSection(section) ? JSON.stringify(section['name']) : 'this';
    return `${at.slice(0, -1).join('.')} of the name ${name} has no such field`;
  };
  return { path, text };
}

/** A value as JSON; a number that JSON lacks by its name. */
const shownOf = (value: unknown): string =>
  typeof value === 'number' && !Number.isFinite(value) ? String(value) : JSON.stringify(value);
