import { z } from 'zod';
import { runConfig } from '../schema/runConfig.js';

/** The parts of a JSON Schema that are read. */
export interface Schema {
  readonly title?: string;
  readonly type?: string;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly default?: unknown;
  readonly description?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly oneOf?: readonly Schema[];
  readonly anyOf?: readonly Schema[];
}

/** The JSON Schema of a config file: every field with a default may be omitted. */
export const configSchema = (): Schema => ({
  ...(z.toJSONSchema(runConfig, { io: 'input' }) as Schema),
  title: 'A run of spikegrad train',
});

/** All fields of a config with default and meaning, one per line, from the schema. */
export function describeConfig(): string {
  const rows = rowsOf(configSchema(), '');
  const unique = [...new Map(rows.map((row) => [row.join(), row])).values()];
  const widths = [0, 1].map((column) => Math.max(...unique.map((row) => row[column]!.length)));
  return unique
    .map(([path, usual, text]) => `  ${path!.padEnd(widths[0]!)}  ${usual!.padEnd(widths[1]!)}  ${text}`)
    .join('\n');
}

/** The forms that a section takes, such as `osr` and `vanilla`; `undefined` for a section with a single form. */
export const formsOf = ({ oneOf, anyOf }: Schema): readonly Schema[] | undefined =>
  oneOf ?? (anyOf?.some(({ properties }) => properties) ? anyOf : undefined);

/** The fields of a section, those of all its forms. */
export const fieldsOf = (schema: Schema): ReadonlyMap<string, Schema> =>
  new Map((formsOf(schema) ?? [schema]).flatMap(({ properties = {} }) => Object.entries(properties)));

function rowsOf(schema: Schema, path: string): readonly (readonly string[])[] {
  const forms = formsOf(schema);
  if (forms) return forms.flatMap((form) => rowsOf(form, path));
  if (schema.properties) {
    return Object.entries(schema.properties).flatMap(([key, field]) =>
      rowsOf(field, path === '' ? key : `${path}.${key}`),
    );
  }
  const choices = schema.enum ?? (schema.const === undefined ? [] : [schema.const]);
  const allowed = choices.length > 0 ? `${choices.map(String).join(' | ')}: ` : '';
  const usual = schema.default === undefined ? '' : JSON.stringify(schema.default);
  return [[path, usual, `${allowed}${schema.description ?? ''}`]];
}
