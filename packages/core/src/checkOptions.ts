import { ValueError } from './errors.js';
import { formatValue } from './formatValue.js';

/** Checks that `options` is an object. TypeScript's compiler does so already: this is for callers in JavaScript. @throws ValueError */
export function checkOptions<Options extends object>(who: string, options: Options): Options {
  if (typeof options === 'object' && (options as Options | null) !== null) return options;
  throw new ValueError(who, 'an object of options', formatValue(options));
}

/**
 * Checks that there are no options of other names, such as misspelt ones. `others` is what is left of the options after
 * the known ones are removed. Its type makes the compiler find a forgotten option.
 *
 * @throws ValueError
 */
export function checkNoOthers(who: string, others: Readonly<Record<string, never>>): void {
  const names = Object.keys(others);
  if (names.length > 0) throw new ValueError(who, 'known options', names.map((name) => `'${name}'`).join(', '));
}

/** Checks that `value`, the option `name`, is one of `choices`. @throws ValueError */
export function checkChoice<Choice extends string>(
  who: string,
  name: string,
  value: Choice,
  choices: readonly Choice[],
): Choice {
  if (choices.includes(value)) return value;
  const quoted = choices.map((choice) => `'${choice}'`);
  const listed = `${quoted.slice(0, -1).join(', ')} or ${quoted.at(-1)}`;
  throw new ValueError(who, `${name} to be ${listed}`, formatValue(value));
}
