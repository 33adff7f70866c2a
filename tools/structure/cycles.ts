import { posix } from 'node:path';
import { packageGraph } from './levels.js';
import { isRelative, type Package, type Rule, type SourceFile } from './package.js';

/** The first cycle met from each unvisited node, as `a → b → a`. */
export function findCycles(graph: ReadonlyMap<string, readonly string[]>): readonly string[] {
  const done = new Set<string>();
  const cycles: string[] = [];
  const visit = (node: string, trail: readonly string[]): void => {
    const start = trail.indexOf(node);
    if (start >= 0) cycles.push([...trail.slice(start), node].join(' → '));
    if (start >= 0 || done.has(node)) return;
    for (const next of graph.get(node) ?? []) visit(next, [...trail, node]);
    done.add(node);
  };
  for (const node of graph.keys()) visit(node, []);
  return cycles;
}

/** The file of `src` a relative import names, written `.js` as Node wants it; `..` at its head means it left. */
function resolve(from: SourceFile, specifier: string): string {
  return posix.join(posix.dirname(from.path), specifier).replace(/\.js$/, '.ts');
}

/** The files that each file imports, types included. */
export function fileGraph({ files }: Package): ReadonlyMap<string, readonly string[]> {
  return new Map(
    files.map((file) => [
      file.path,
      file.imports.filter(({ specifier }) => isRelative(specifier)).map(({ specifier }) => resolve(file, specifier)),
    ]),
  );
}

export const packagesHaveNoCycles: Rule = (packages) => findCycles(packageGraph(packages));

export const filesHaveNoCycles: Rule = (packages) =>
  packages.flatMap((each) => findCycles(fileGraph(each)).map((cycle) => `${each.name}: ${cycle}`));

export const relativeImportsStayInside: Rule = (packages) =>
  packages.flatMap(({ name, files }) =>
    files.flatMap((file) =>
      file.imports
        .filter(({ specifier }) => isRelative(specifier))
        .filter(({ specifier }) => specifier.startsWith('/') || resolve(file, specifier).startsWith('..'))
        .map(({ specifier }) => `${name}/src/${file.path} leaves its package by ${specifier}`),
    ),
  );
