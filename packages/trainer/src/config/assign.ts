import { ConfigError } from './configError.js';
import { configSchema, fieldsOf, type Schema } from './describe.js';
import { nearestField } from './nearest.js';
import { isSection, type Section } from './section.js';

/** The flag whose values these are. */
export const setFlag = '--set';

/** The field that an assignment names. */
export const fieldOf = (assignment: string): string => assignment.slice(0, assignment.indexOf('='));

/**
 * A config with one field set, such as `optimizer.learningRate=0.05`. The value is JSON, or otherwise text. A missing
 * section begins with its default.
 *
 * @throws ConfigError for anything but an assignment, and for an unknown path, with the nearest known one
 */
export function assign(config: Section, assignment: string): Section {
  const at = assignment.indexOf('=');
  if (at < 1) throw new ConfigError(setFlag, 'a field and its value, such as steps=6', assignment);
  const path = fieldOf(assignment);
  return put(config, path.split('.'), valueOf(assignment.slice(at + 1)), configSchema(), path);
}

function put(
  section: Section,
  [name, ...rest]: readonly string[],
  value: unknown,
  schema: Schema,
  path: string,
): Section {
  const field = fieldsOf(schema).get(name!);
  if (!field) throw unknown(path);
  if (rest.length === 0) return { ...section, [name!]: value };
  const inner = [section[name!], field.default].find(isSection) ?? {};
  return { ...section, [name!]: put(inner, rest, value, field, path) };
}

function valueOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function unknown(path: string): ConfigError {
  const meant = nearestField(path, configSchema());
  return new ConfigError(setFlag, 'a field of a config', `${path}; did you mean ${meant}?`, [path]);
}
