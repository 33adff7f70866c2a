import { ownPackageOf, type Package, type Rule } from './package.js';

/** From the lowest level up. Imports point to lower levels only, never to the same one. */
export const levels: readonly (readonly string[])[] = [
  ['core'],
  ['wasm', 'gpu', 'nn', 'data'],
  ['native', 'neurons', 'normalization', 'online', 'files', 'distributed'],
  ['models', 'datasets', 'testing'],
  ['trainer'],
  ['runs', 'pretrained'],
  ['cli'],
  ['demo'],
];

function levelOf(name: string): number {
  return levels.findIndex((level) => level.includes(name));
}

/** Every package that a package depends on, and the file that says so. */
function targetsOf({ dependencies, peers, optionalPeers, references, files }: Package): Map<string, string> {
  const targets = new Map<string, string>();
  const add = (name: string | undefined, means: string) => {
    if (name !== undefined && !targets.has(name)) targets.set(name, means);
  };
  for (const name of [...dependencies, ...peers, ...optionalPeers]) add(ownPackageOf(name), 'package.json');
  for (const each of references) add(each, 'tsconfig.json');
  for (const file of files) for (const { specifier } of file.imports) add(ownPackageOf(specifier), `src/${file.path}`);
  return targets;
}

/** The packages that each package depends on, by name. */
export function packageGraph(packages: readonly Package[]): ReadonlyMap<string, readonly string[]> {
  return new Map(packages.map((each) => [each.name, [...targetsOf(each).keys()]]));
}

export const everyPackageHasALevel: Rule = (packages) =>
  packages.filter(({ name }) => levelOf(name) < 0).map(({ name }) => `${name} has no level`);

export const importsPointDown: Rule = (packages) =>
  packages.flatMap((each) =>
    [...targetsOf(each)].flatMap(([target, means]) => {
      const from = levelOf(each.name);
      const to = levelOf(target);
      if (to >= 0 && to < from) return [];
      const direction = to < 0 ? 'nowhere' : to > from ? 'up' : target === each.name ? 'at itself' : 'sideways';
      return [`${each.name} points ${direction}, to ${target}, in its ${means}`];
    }),
  );
