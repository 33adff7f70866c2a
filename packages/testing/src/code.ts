import fc from 'fast-check';

/** A longer expression is printed over several lines. */
const maxWidth = 120;

const identifier = /^[A-Za-z_$][\w$]*$/;

/** Where a factory keeps the expression that it stands for. */
export const expression: unique symbol = Symbol('expression');

/** Text that is code already. */
export class Code {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

/** `value` as an expression of JavaScript: of a factory, what it makes. */
export function codeOf(value: unknown): string {
  if (value instanceof Code) return value.text;
  if (typeof value === 'function') return expression in value ? String(value[expression]) : String(value);
  if (typeof value === 'string') return quoted(value);
  if (Array.isArray(value)) return enclosed('[', value.map(codeOf), ']');
  if (!isPlain(value)) return fc.stringify(value);
  const fields = Object.entries(value).map(([name, field]) => `${nameOf(name)}: ${codeOf(field)}`);
  return fields.length === 0 ? '{}' : enclosed('{ ', fields, ' }');
}

/** `head(a, b)`, on one line, or with a line for each argument. Options without a field are left out at the end. */
export function callOf(head: string, args: readonly unknown[]): string {
  const last = args.at(-1);
  const given = isPlain(last) && Object.keys(last).length === 0 ? args.slice(0, -1) : args;
  return enclosed(`${head}(`, given.map(codeOf), ')');
}

/** Whether a value is an object without a class, such as options. */
export const isPlain = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' &&
  value !== null &&
  [Object.prototype, null].includes(Object.getPrototypeOf(value) as null);

/** A string in single quotes. */
const quoted = (text: string): string =>
  `'${JSON.stringify(text).slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'")}'`;

const nameOf = (name: string): string => (identifier.test(name) ? name : quoted(name));

function enclosed(open: string, parts: readonly string[], close: string): string {
  const line = open + parts.join(', ') + close;
  const [only] = parts;
  if ((line.length <= maxWidth && !line.includes('\n')) || (parts.length === 1 && only!.endsWith('}'))) return line;
  const lines = parts.map((part) => `  ${part.replaceAll('\n', '\n  ')},\n`);
  return `${open.trimEnd()}\n${lines.join('')}${close.trimStart()}`;
}
