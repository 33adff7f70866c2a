import { execFileSync } from 'node:child_process';
import { copyFileSync, cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { npmCommand } from '../../../tools/npm.mjs';
import { compileFor, platforms } from './platforms.mjs';

/*
 * `npm run pack:native -- FOLDER [PLATFORM…]`: packs `@spikegrad/native` without compiled kernels, and a package of them for each platform, of
 * which npm installs the one that fits. Without platforms it makes those that this machine has compilers for.
 */
const [npm, ...before] = npmCommand();
const own = fileURLToPath(new URL('..', import.meta.url));
const licence = join(own, '../../LICENSE');
const manifest = JSON.parse(readFileSync(join(own, 'package.json'), 'utf8'));
const { version, license, engines, repository, publishConfig } = manifest;
const nameOf = (platform) => `${manifest.name}-${platform}`;

const pack = (folder, destination) => {
  const [{ filename, size }] = JSON.parse(
    execFileSync(npm, [...before, 'pack', '--json', '--ignore-scripts', '--pack-destination', destination], {
      cwd: folder,
      encoding: 'utf8',
    }),
  );
  return { filename, size };
};

const write = (folder, name, content) => writeFileSync(join(folder, name), content);
const kilobytes = (bytes) => `${(bytes / 1000).toFixed(0)} kB`;

/** Compiles the kernels of a platform and packs them. */
async function packPlatform(platform, stage, destination) {
  const folder = join(stage, platform);
  mkdirSync(folder);
  const { target, seconds } = await compileFor(platform, folder);
  const { os, cpu, libc } = platforms[platform];
  const file = `spikegrad-${platform}.node`;
  const description = `Compiled kernels of ${manifest.name} for ${platform}`;
  write(
    folder,
    'package.json',
    JSON.stringify({
      ...{ name: nameOf(platform), version, description, license, engines, repository, publishConfig },
      ...{ os: [os], cpu: [cpu], ...(libc && { libc: [libc] }), main: file, files: [file] },
    }),
  );
  write(
    folder,
    'README.md',
    `# ${nameOf(platform)}\n\n${description}. It is installed with \`${manifest.name}\` and has no functions of its own.\n`,
  );
  copyFileSync(licence, join(folder, 'LICENSE'));
  const { filename, size } = pack(folder, destination);
  console.log(
    `${filename}: ${kilobytes(statSync(target).size)}, packed ${kilobytes(size)}, compiled in ${seconds.toFixed(1)} s`,
  );
}

/** Packs the package that names all platforms, without compiled kernels. */
function packMain(stage, destination) {
  const folder = join(stage, 'native');
  mkdirSync(folder);
  execFileSync(npm, [...before, 'run', '--silent', 'prepack'], { cwd: own, stdio: 'inherit' });
  cpSync(join(own, 'dist'), join(folder, 'dist'), { recursive: true, filter: (name) => !name.endsWith('.node') });
  for (const name of ['README.md', 'LICENSE']) copyFileSync(join(own, name), join(folder, name));
  const optionalDependencies = Object.fromEntries(Object.keys(platforms).map((each) => [nameOf(each), version]));
  const { scripts: _scripts, devDependencies: _dev, ...published } = manifest;
  write(folder, 'package.json', JSON.stringify({ ...published, optionalDependencies }, null, 2));
  const { filename, size } = pack(folder, destination);
  console.log(`${filename}: packed ${kilobytes(size)}`);
}

const [to, ...asked] = process.argv.slice(2);
const unknown = asked.filter((name) => !(name in platforms));
if (to === undefined || unknown.length > 0) {
  console.error(
    `pack:native needs a folder, and names of ${Object.keys(platforms).join(', ')}${unknown.length ? `, not ${unknown}` : ''}`,
  );
  process.exit(1);
}
const destination = resolve(process.env.INIT_CWD ?? '.', to);
const stage = mkdtempSync(join(tmpdir(), 'spikegrad-native-'));
try {
  mkdirSync(destination, { recursive: true });
  packMain(stage, destination);
  for (const platform of asked.length > 0 ? asked : Object.keys(platforms))
    await packPlatform(platform, stage, destination).catch((error) => {
      if (asked.length > 0) throw error;
      console.log(`${nameOf(platform)} is not made: ${error.message}`);
    });
} finally {
  rmSync(stage, { recursive: true });
}
