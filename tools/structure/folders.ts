import { posix } from 'node:path';
import { fileGraph, findCycles } from './cycles.js';
import type { Package, Rule } from './package.js';

/** A folder with more source files is divided by idea. */
const mostFiles = 16;

/** The folders whose files the files of each folder import; `index.ts` is not counted, since it only re-exports. */
function folderGraph(of: Package): ReadonlyMap<string, readonly string[]> {
  const graph = new Map<string, Set<string>>();
  for (const [path, targets] of fileGraph(of)) {
    if (posix.basename(path) === 'index.ts') continue;
    const folder = posix.dirname(path);
    const folders = graph.get(folder) ?? new Set();
    for (const target of targets) if (posix.dirname(target) !== folder) folders.add(posix.dirname(target));
    graph.set(folder, folders);
  }
  return new Map([...graph].map(([folder, targets]) => [folder, [...targets]]));
}

export const foldersHaveNoCycles: Rule = (packages) =>
  packages.flatMap((each) => findCycles(folderGraph(each)).map((cycle) => `${each.name}: ${cycle}`));

export const foldersAreDivided: Rule = (packages) =>
  packages.flatMap(({ name, files }) => {
    const counts = new Map<string, number>();
    for (const { path } of files) counts.set(posix.dirname(path), (counts.get(posix.dirname(path)) ?? 0) + 1);
    return [...counts]
      .filter(([, count]) => count > mostFiles)
      .map(([folder, count]) => `${name}/src/${folder} has ${count} files, more than ${mostFiles}`);
  });
