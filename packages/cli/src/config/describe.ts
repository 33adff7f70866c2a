import { z } from 'zod';
import { runConfig } from './schema.js';

interface Schema {
  readonly type?: string;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly default?: unknown;
  readonly description?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly oneOf?: readonly Schema[];
  readonly anyOf?: readonly Schema[];
}

/** Every field of a config with its default and meaning, one a line, read from the schema itself. */
export function describeConfig(): string {
  const rows = fieldsOf(z.toJSONSchema(runConfig, { io: 'input' }) as Schema, '');
  const unique = [...new Map(rows.map((row) => [row.join(), row])).values()];
  const widths = [0, 1].map((column) => Math.max(...unique.map((row) => row[column]!.length)));
  return unique
    .map(([path, usual, text]) => `  ${path!.padEnd(widths[0]!)}  ${usual!.padEnd(widths[1]!)}  ${text}`)
    .join('\n');
}

function fieldsOf(schema: Schema, path: string): readonly (readonly string[])[] {
  const forms = schema.oneOf ?? (schema.anyOf?.some(({ properties }) => properties) ? schema.anyOf : undefined);
  if (forms) return forms.flatMap((form) => fieldsOf(form, path));
  if (schema.properties) {
    return Object.entries(schema.properties).flatMap(([key, field]) =>
      fieldsOf(field, path === '' ? key : `${path}.${key}`),
    );
  }
  const choices = schema.enum ?? (schema.const === undefined ? [] : [schema.const]);
  const allowed = choices.length > 0 ? `${choices.map(String).join(' | ')}: ` : '';
  const usual = schema.default === undefined ? '' : JSON.stringify(schema.default);
  return [[path, usual, `${allowed}${schema.description ?? ''}`]];
}
