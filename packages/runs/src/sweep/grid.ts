import { ConfigError, fieldOf } from '@spikegrad/trainer';
import { sumOf } from '@spikegrad/files';

/** One combination of values. */
export interface Combination {
  /** Assignments, in the form of `--set`. */
  readonly set: readonly string[];
  /** The values that vary, as text: `learningRate=0.05, width=0.25`. */
  readonly name: string;
  /** The name, in characters that are allowed in a folder name. */
  readonly id: string;
}

/**
 * Every combination of the values of a sweep; the last field varies fastest. A comma separates values, except inside
 * brackets or quotes.
 *
 * @param given `optimizer.learningRate=0.05,0.1`, one for each field
 * @throws ConfigError for anything but an assignment, a field that is given twice, an empty value, and a value that is given twice
 */
export function gridOf(given: readonly string[]): readonly Combination[] {
  const odd = given.find((assignment) => assignment.indexOf('=') < 1);
  if (odd !== undefined) throw new ConfigError('--set', 'a field and its values, such as steps=4,6', odd);
  const fields = given.map(fieldOf);
  const twice = fields.find((field, i) => fields.indexOf(field) !== i);
  if (twice !== undefined) throw new ConfigError('--set', 'each field once', `${twice} twice`, [twice]);
  const axes = given.map((assignment) => {
    const field = fieldOf(assignment);
    const values = valuesIn(assignment.slice(field.length + 1));
    if (values.includes('') || new Set(values).size < values.length)
      throw new ConfigError('--set', `different values of ${field}`, values.join(','), [field]);
    return values.map((value) => ({ field, value, varies: values.length > 1 }));
  });
  const all = axes.reduce<readonly (typeof axes)[number][]>(
    (rows, axis) => rows.flatMap((row) => axis.map((each) => [...row, each])),
    [[]],
  );
  return all.map((row) => {
    const name = row
      .filter(({ varies }) => varies)
      .map(({ field, value }) => `${field.split('.').at(-1)!}=${value}`)
      .join(', ');
    return {
      set: row.map(({ field, value }) => `${field}=${value}`),
      name: name || 'unchanged',
      id: idOf(name || 'run'),
    };
  });
}

/** The values between commas at the outermost level. */
function valuesIn(text: string): readonly string[] {
  const values = [''];
  let [depth, isQuoted] = [0, false];
  for (const [i, letter] of [...text].entries()) {
    if (letter === '"' && text[i - 1] !== '\\') isQuoted = !isQuoted;
    if (!isQuoted && '[{'.includes(letter)) depth++;
    if (!isQuoted && ']}'.includes(letter)) depth--;
    if (letter === ',' && depth === 0 && !isQuoted) values.push('');
    else values[values.length - 1] += letter;
  }
  return values;
}

/** Maximum length of a folder name, in characters; a longer one is cut and gets a digest. */
const longest = 60;

function idOf(name: string): string {
  const plain = name.replaceAll(', ', ',');
  const isPlain = plain.length <= longest && /^[\w.,=-]+$/.test(plain);
  return isPlain
    ? plain
    : `${plain.replace(/[^\w.,=-]+/g, '-').slice(0, longest)}-${sumOf(new TextEncoder().encode(name)).slice(0, 8)}`;
}
