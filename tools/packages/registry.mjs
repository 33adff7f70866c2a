import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { execFile } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { basename, join } from 'node:path';
import { promisify } from 'node:util';
import { npmCommand } from '../npm.mjs';
import { command } from './command.mjs';

const run = promisify(execFile);

/** A registry on this machine that has these tarballs and nothing else, so that npm chooses among them as it does among published packages. */
export async function startRegistry(tarballs) {
  const server = createServer(({ url }, response) => {
    const asked = decodeURIComponent(url.slice(1));
    const tarball = tarballs.find((path) => basename(path) === asked);
    const known = documents.get(asked);
    if (tarball) response.end(readFileSync(tarball));
    else if (known) response.end(JSON.stringify(known));
    else response.writeHead(404).end('{}');
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = `http://127.0.0.1:${server.address().port}/`;
  const documents = new Map(tarballs.map((path) => documentOf(path, address)).map((each) => [each.name, each]));
  return { address, close: () => server.close() };
}

/** What a registry says of a package with one version. */
function documentOf(path, address) {
  const manifest = JSON.parse(command('.', 'tar', '-xzOf', path, 'package/package.json'));
  const { name, version } = manifest;
  const integrity = `sha512-${createHash('sha512').update(readFileSync(path)).digest('base64')}`;
  const dist = { tarball: address + basename(path), integrity };
  return { name, 'dist-tags': { latest: version }, versions: { [version]: { ...manifest, dist } } };
}

/**
 * Makes an empty project and installs packages into it from a registry, with scripts disabled. @param more options of npm, such as `--libc=musl`
 * @returns the names that are installed under `@spikegrad`
 */
export async function installFrom(address, folder, names, more = []) {
  mkdirSync(folder);
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ private: true, type: 'module' }));
  const options = [`--registry=${address}`, `--cache=${join(folder, '.cache')}`, '--no-audit', '--no-fund'];
  // The registry answers in this process, which therefore must not wait.
  const [npm, ...before] = npmCommand();
  await run(npm, [...before, 'install', '--ignore-scripts', ...options, ...more, ...names], { cwd: folder });
  return readdirSync(join(folder, 'node_modules/@spikegrad'));
}
