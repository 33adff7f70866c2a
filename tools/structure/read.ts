import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { Package } from './package.js';
import { parseSource } from './parse.js';

interface Manifest {
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
  readonly peerDependenciesMeta?: Readonly<Record<string, { readonly optional?: boolean }>>;
}

interface Project {
  readonly references?: readonly { readonly path: string }[];
}

function readJson<T>(path: string): T {
  return JSON.parse(readFileSync(path, 'utf8')) as T;
}

function readPackage(folder: string): Package {
  const { dependencies = {}, peerDependencies = {}, ...rest } = readJson<Manifest>(join(folder, 'package.json'));
  const optional = (name: string) => rest.peerDependenciesMeta?.[name]?.optional === true;
  const { references = [] } = readJson<Project>(join(folder, 'tsconfig.json'));
  const source = join(folder, 'src');
  return {
    name: basename(folder),
    dependencies: Object.keys(dependencies),
    peers: Object.keys(peerDependencies).filter((name) => !optional(name)),
    optionalPeers: Object.keys(peerDependencies).filter(optional),
    references: references.map(({ path }) => basename(path)),
    files: readdirSync(source, { recursive: true, encoding: 'utf8' })
      .filter((path) => path.endsWith('.ts'))
      .map((path) => path.replaceAll('\\', '/'))
      .map((path) => parseSource(path, readFileSync(join(source, path), 'utf8'))),
  };
}

/** Reads every package under `packages/` as the rules see it. */
export function readPackages(folder: string): readonly Package[] {
  return readdirSync(folder)
    .map((name) => join(folder, name))
    .filter((path) => existsSync(join(path, 'package.json')))
    .map(readPackage);
}
