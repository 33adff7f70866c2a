import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const scope = '@spikegrad/';

/** What must be installed with a package, by its `package.json`. */
export const needsOf = ({ dependencies = {}, peerDependencies = {}, peerDependenciesMeta = {} }) => [
  ...Object.keys(dependencies),
  ...Object.keys(peerDependencies).filter((name) => peerDependenciesMeta[name]?.optional !== true),
];

/** The `package.json` of every published package, by the name of its folder. */
export const readManifests = (root) =>
  new Map(
    readdirSync(join(root, 'packages'))
      .map((folder) => [folder, JSON.parse(readFileSync(join(root, 'packages', folder, 'package.json'), 'utf8'))])
      .filter(([, { name }]) => name.startsWith(scope)),
  );

/** `@spikegrad/core` as `core`; other names as they are. */
export const shortName = (name) => name.replace(scope, '');

/** The published packages that each published package must be installed with, by short names. */
export const readDependencies = (root) =>
  new Map(
    [...readManifests(root)].map(([folder, manifest]) => [
      folder,
      needsOf(manifest)
        .filter((name) => name.startsWith(scope))
        .map(shortName),
    ]),
  );
