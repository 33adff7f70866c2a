import { ConfigError } from './configError.js';
import { isSection, type Section } from './section.js';

/** Parses the text of a config. @throws ConfigError unless it is a JSON object */
export function parseJson(text: string, file: string): Section {
  let value: unknown;
  try {
    value = JSON.parse(text.replace(/^\ufeff/, '')); // the byte order mark that some editors on Windows write
  } catch (error) {
    throw new ConfigError(file, 'JSON', (error as SyntaxError).message);
  }
  if (!isSection(value)) throw new ConfigError(file, 'a JSON object', Array.isArray(value) ? 'a list' : String(value));
  return value;
}
