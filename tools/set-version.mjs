import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { released } from './release/changelog.mjs';
import { setVersion } from './release/versions.mjs';

/** `npm run set-version -- 0.2.0` prepares a release: the version everywhere, and a heading for it in the change log. `docs/releasing.md` says more. */
const root = fileURLToPath(new URL('..', import.meta.url));
const [version = '', ...rest] = process.argv.slice(2);
if (!/^\d+\.\d+\.\d+(-[0-9A-Za-z.]+)?$/.test(version) || rest.length > 0) {
  console.error(
    `set-version needs one version such as 0.2.0 or 0.2.0-beta.1, not "${process.argv.slice(2).join(' ')}"`,
  );
  process.exit(1);
}
const changelog = join(root, 'CHANGELOG.md');
const day = new Date().toISOString().slice(0, 10);
writeFileSync(changelog, released(readFileSync(changelog, 'utf8'), version, day));
setVersion(root, version);
console.log(`${version} is written everywhere. Check CHANGELOG.md, then: git commit -am "chore: publish v${version}"`);
