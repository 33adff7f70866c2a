import { existsSync } from 'node:fs';
import { join } from 'node:path';

const schema = /^schema\/[^/]+\.schema\.json$/;
const welcome = [schema, /^package\.json$/, /^README\.md$/, /^LICENSE$/, /^bin\/[^/]+\.js$/, /^dist\/.+\.(js|d\.ts)$/];
const unwelcome = /(^|\/)(test|tests|samples?)\/|\.test\./;

/** Code, types, schemas, a licence and a read-me; anything else was packed by accident. */
export function strangers({ files }) {
  return files.filter((file) => unwelcome.test(file) || !welcome.some((pattern) => pattern.test(file)));
}

/** Compiled files whose source is gone: `tsc -b` leaves them behind and a stale dist would publish them. */
export function orphans(folder, { files }) {
  return files
    .filter((file) => /^dist\/.+\.js$/.test(file))
    .filter((file) => !existsSync(join(folder, file.replace(/^dist\//, 'src/').replace(/\.js$/, '.ts'))));
}
