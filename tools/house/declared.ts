import { isRelative, packageOf, roomOf, scope, type Rule } from './house.js';

/** What a package imports, it names in its package.json; Node's own modules are always there. */
export const importsAreDeclared: Rule = (house) =>
  house.flatMap(({ name, dependencies, peers, optionalPeers, files }) => {
    const declared = new Set([...dependencies, ...peers, ...optionalPeers]);
    return files.flatMap(({ path, imports }) =>
      imports
        .map(({ specifier }) => specifier)
        .filter((specifier) => !isRelative(specifier) && !specifier.startsWith('node:'))
        .filter((specifier) => !declared.has(packageOf(specifier)))
        .map((specifier) => `${name}/src/${path} imports ${specifier}, which ${name}/package.json does not declare`),
    );
  });

/** A reference without a dependency builds here and breaks when installed; the other way round builds in luck's order. */
export const referencesFollowDependencies: Rule = (house) =>
  house.flatMap(({ name, dependencies, peers, optionalPeers, references }) => {
    const declared = [...dependencies, ...peers, ...optionalPeers].map(roomOf).filter((room) => room !== undefined);
    return [
      ...declared
        .filter((room) => !references.includes(room))
        .map((room) => `${name} depends on ${scope}${room} without a tsconfig reference`),
      ...references
        .filter((room) => !declared.includes(room))
        .map((room) => `${name} references ${room} without depending on ${scope}${room}`),
    ];
  });

/** `core` imports no package; only its `testing/arbitraries.ts`, an entry of its own, may import an optional peer. */
export const coreDependsOnNothing: Rule = (house) =>
  house
    .filter(({ name }) => name === 'core')
    .flatMap(({ dependencies, peers, files }) => [
      ...[...dependencies, ...peers].map((dependency) => `core depends on ${dependency}`),
      ...files.flatMap(({ path, imports }) =>
        imports
          .filter(({ specifier }) => (isRelative(specifier) ? asksForPeers(specifier) : !asksForPeers(path)))
          .map(({ specifier }) => `core/src/${path} imports ${specifier}`),
      ),
    ]);

const asksForPeers = (path: string): boolean => /^([./]*)(testing\/)?arbitraries\.[jt]s$/.test(path);
