import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** The text before and after the version, in files that have it once. */
const places = {
  'CITATION.cff': /(?<=^version: ).*$/m,
  'lerna.json': /(?<="version": ")[^"]*/,
  'packages/core/src/version.ts': /(?<=version = ')[^']*/,
};

const manifestsIn = (root) => [
  ...readdirSync(join(root, 'packages')).map((name) => `packages/${name}`),
  'benchmarks',
  'docs/template',
];

const textOf = (root, file) => readFileSync(join(root, file), 'utf8');
const isOwn = (name) => name.startsWith('@spikegrad/');
const kinds = ['dependencies', 'peerDependencies', 'devDependencies', 'optionalDependencies'];

/** Every version of Spikegrad that a clone has, as rows of place and version: of packages, and of packages that they depend on. */
export function versionsIn(root) {
  const rows = (from, manifest) => [
    [from, manifest.version],
    ...kinds.flatMap((kind) =>
      Object.entries(manifest[kind] ?? {}).flatMap(([name, version]) =>
        isOwn(name) ? [[`${from} ${kind} ${name}`, version]] : [],
      ),
    ),
  ];
  const { packages } = JSON.parse(textOf(root, 'package-lock.json'));
  return [
    ...Object.entries(places).map(([file, place]) => [file, place.exec(textOf(root, file))?.[0]]),
    ...manifestsIn(root).flatMap((folder) => [
      ...rows(`${folder}/package.json`, JSON.parse(textOf(root, `${folder}/package.json`))),
      ...(packages[folder] ? rows(`package-lock.json ${folder}`, packages[folder]) : []),
    ]),
  ];
}

/** Writes a version in all those places. */
export function setVersion(root, version) {
  const write = (file, text) => writeFileSync(join(root, file), text);
  const updated = (manifest) => ({
    ...manifest,
    version,
    ...Object.fromEntries(
      kinds.flatMap((kind) =>
        manifest[kind]
          ? [
              [
                kind,
                Object.fromEntries(
                  Object.entries(manifest[kind]).map(([name, old]) => [name, isOwn(name) ? version : old]),
                ),
              ],
            ]
          : [],
      ),
    ),
  });
  const json = (value) => `${JSON.stringify(value, null, 2)}\n`;
  for (const [file, place] of Object.entries(places)) write(file, textOf(root, file).replace(place, version));
  const lock = JSON.parse(textOf(root, 'package-lock.json'));
  for (const folder of manifestsIn(root)) {
    write(`${folder}/package.json`, json(updated(JSON.parse(textOf(root, `${folder}/package.json`)))));
    if (lock.packages[folder]) lock.packages[folder] = updated(lock.packages[folder]);
  }
  write('package-lock.json', json(lock));
}
