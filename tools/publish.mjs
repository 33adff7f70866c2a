import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { command } from './packages/command.mjs';
import { inOrder } from './release/order.mjs';

/*
 * `node tools/publish.mjs FOLDER [--dry-run]` publishes the tarballs of a folder with provenance, each after its dependencies. Those that the
 * registry has already are left out, so a release that was interrupted can be run again. It fails where a tarball has another version than the
 * tag that GitHub names in GITHUB_REF_NAME.
 */
const root = fileURLToPath(new URL('..', import.meta.url));
const [folder, ...flags] = process.argv.slice(2);
if (folder === undefined || flags.some((flag) => flag !== '--dry-run')) {
  console.error(
    `publish needs a folder of tarballs, and --dry-run or nothing, not "${process.argv.slice(2).join(' ')}"`,
  );
  process.exit(1);
}
const isDry = flags.length > 0;
const manifests = readdirSync(folder)
  .filter((name) => name.endsWith('.tgz'))
  .map((name) => join(folder, name))
  .map((tarball) => ({ ...JSON.parse(command(root, 'tar', '-xzOf', tarball, 'package/package.json')), tarball }))
  .filter((manifest) => manifest.private !== true);
const { version } = JSON.parse(readFileSync(join(root, 'lerna.json'), 'utf8'));
const tag = process.env.GITHUB_REF_NAME ?? `v${version}`;

for (const { name, version: packed } of manifests)
  if (`v${packed}` !== tag) throw new Error(`[publish] expected ${name} of ${tag} but received version ${packed}`);
if (manifests.length === 0) throw new Error(`[publish] expected tarballs in ${folder} but found none`);

const npm = (...parameters) => command(root, 'npm', ...parameters);

const isThere = (name) => {
  try {
    return npm('view', `${name}@${version}`, 'version').trim() === version;
  } catch (error) {
    if (error.message.includes('E404')) return false;
    throw error;
  }
};

for (const { name, tarball } of inOrder(manifests)) {
  if (!isDry && isThere(name)) {
    console.log(`${name}@${version} is published already`);
    continue;
  }
  // A prerelease is not what `npm install` takes.
  const kind = version.includes('-') ? 'next' : 'latest';
  npm('publish', tarball, '--access', 'public', '--tag', kind, ...(isDry ? ['--dry-run'] : ['--provenance']));
  console.log(`${name}@${version} ${isDry ? 'would be' : 'is'} published as ${kind}`);
}
