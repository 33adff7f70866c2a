/** One `import … from`, `export … from`, `import()` or `import('…').Type` of a source file. */
export interface Import {
  readonly specifier: string;
  /** Whether it is gone after compilation. */
  readonly typeOnly: boolean;
  /** What is taken by name; `'*'` for everything at once. */
  readonly names: readonly string[] | '*';
}

/** What the rules need to know of one source file. */
export interface SourceFile {
  /** Path inside the package's `src`, with `/`: `ops/sqrt.ts`. */
  readonly path: string;
  readonly lines: number;
  readonly imports: readonly Import[];
  /** Names of exported declarations, and of the members that exported interfaces and classes show. */
  readonly exported: readonly string[];
  /** Nothing but `export … from` statements. */
  readonly onlyReexports: boolean;
  readonly usesConsole: boolean;
}

/** What the rules need to know of one package. */
export interface Package {
  /** Name without the scope: `core`. */
  readonly name: string;
  /** Full names under `dependencies`. */
  readonly dependencies: readonly string[];
  /** Full names under `peerDependencies` that must be there. */
  readonly peers: readonly string[];
  /** Full names under `peerDependencies` marked optional. */
  readonly optionalPeers: readonly string[];
  /** Folder names of its tsconfig's references: `core`. */
  readonly references: readonly string[];
  readonly files: readonly SourceFile[];
}

/** A rule takes all packages and returns one sentence for each violation. */
export type Rule = (packages: readonly Package[]) => readonly string[];

export const scope = '@spikegrad/';

/** `@spikegrad/core/testing` → `core`; `undefined` outside the scope. */
export function ownPackageOf(specifier: string): string | undefined {
  return specifier.startsWith(scope) ? specifier.slice(scope.length).split('/')[0] : undefined;
}

export function isRelative(specifier: string): boolean {
  return specifier.startsWith('.') || specifier.startsWith('/');
}

/** `fast-check/lib/x` → `fast-check`, `@a/b/c` → `@a/b`. */
export function packageOf(specifier: string): string {
  return specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');
}
