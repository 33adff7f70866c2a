import { isRelative, packageOf, ownPackageOf, scope, type Rule } from './package.js';

/** What a package imports, it names in its package.json; Node's own modules are always there. */
export const importsAreDeclared: Rule = (packages) =>
  packages.flatMap(({ name, dependencies, peers, optionalPeers, files }) => {
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
export const referencesFollowDependencies: Rule = (packages) =>
  packages.flatMap(({ name, dependencies, peers, optionalPeers, references }) => {
    const declared = [...dependencies, ...peers, ...optionalPeers]
      .map(ownPackageOf)
      .filter((each) => each !== undefined);
    return [
      ...declared
        .filter((each) => !references.includes(each))
        .map((each) => `${name} depends on ${scope}${each} without a tsconfig reference`),
      ...references
        .filter((each) => !declared.includes(each))
        .map((each) => `${name} references ${each} without depending on ${scope}${each}`),
    ];
  });

/** `core` imports no package; only its `testing/arbitraries.ts`, an entry of its own, may import an optional peer. */
export const coreDependsOnNothing: Rule = (packages) =>
  packages
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
