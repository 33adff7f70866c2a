import { fieldsOf, type Schema } from './describe.js';

/** Longer names are cut to this length when they are compared and shown; no field has a name nearly as long. */
export const longestName = 100;

/** Insertions, deletions and replacements of single characters from `a` to `b`. @see Levenshtein (1966) */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++)
      next.push(Math.min(row[j]! + 1, next[j - 1]! + 1, row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1)));
    row = next;
  }
  return row[b.length]!;
}

/** `lr` of `learningRate`. */
const initialsOf = (name: string): string => name.replaceAll(/(?<=.)[a-z]/g, '').toLowerCase();

const lastOf = (path: string): string => path.slice(path.lastIndexOf('.') + 1);

/** The field of a config that is nearest to a name, ignoring case. Initials match too, such as `lr`. */
export function nearestField(given: string, schema: Schema): string | undefined {
  const name = given.slice(0, longestName).toLowerCase();
  const away = new Map([...pathsOf(schema)].map((path) => [path, distance(name, path.toLowerCase())]));
  const paths = [...away.keys()].sort((a, b) => away.get(a)! - away.get(b)!);
  const short = lastOf(name);
  return paths.find((path) => short.length > 1 && initialsOf(lastOf(path)) === short) ?? paths[0];
}

function* pathsOf(schema: Schema, before = ''): Generator<string> {
  for (const [name, field] of fieldsOf(schema)) {
    yield before + name;
    yield* pathsOf(field, `${before}${name}.`);
  }
}
