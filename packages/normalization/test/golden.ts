import { readFileSync } from 'node:fs';

/** The parsed JSON file at `path` beside the test of this `url`. */
export const readGolden = <T>(path: string, url: string): T =>
  JSON.parse(readFileSync(new URL(path, url), 'utf8')) as T;
