import { posix } from 'node:path';
import type { Rule, SourceFile } from './package.js';

const longestFile = 300;

/** Names that say where code was put, not what it is. */
const emptyNames: readonly string[] = ['utils.ts', 'util.ts', 'helpers.ts', 'types.ts', 'common.ts', 'misc.ts'];

function refuse(breaks: (file: SourceFile, name: string) => boolean, sentence: string): Rule {
  return (packages) =>
    packages.flatMap(({ name, files }) =>
      files.filter((file) => breaks(file, name)).map(({ path }) => `${name}/src/${path} ${sentence}`),
    );
}

export const indexOnlyReexports = refuse(
  ({ path, onlyReexports }) => posix.basename(path) === 'index.ts' && !onlyReexports,
  'holds more than `export … from`',
);

/** Where foreign text is made printable. */
const printers: readonly string[] = ['cli/main.ts', 'cli/terminal/terminal.ts'];

export const onlyTheCommandPrints = refuse(
  ({ usesConsole, path }, name) => usesConsole && !printers.includes(`${name}/${path}`),
  'uses console',
);

export const fileNamesAreIdeas = refuse(({ path }) => emptyNames.includes(posix.basename(path)), 'names no idea');

export const filesAreShort = refuse(({ lines }) => lines > longestFile, `passes ${longestFile} lines`);
