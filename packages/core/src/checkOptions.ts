import { ValueError } from './errors.js';
import { formatValue } from './formatValue.js';

/** Refuses what is no object of options, which a compiler would have refused. @throws ValueError */
export function checkOptions<Options extends object>(who: string, options: Options): Options {
  if (typeof options === 'object' && (options as Options | null) !== null) return options;
  throw new ValueError(who, 'an object of options', formatValue(options));
}

/** Refuses a value that is not one of a few. @throws ValueError */
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
