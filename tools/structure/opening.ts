import type { Rule } from './package.js';

const fileSystems: readonly string[] = ['fs', 'node:fs', 'fs/promises', 'node:fs/promises'];

/** Functions that read a path without checking what is there: they hang on a FIFO and never end on a device. */
const openers: readonly string[] = [
  ...['open', 'openSync', 'openAsBlob', 'readFile', 'readFileSync', 'createReadStream', 'ReadStream'],
  ...['copyFile', 'copyFileSync', 'cp', 'cpSync', 'promises', 'default', '*'],
];

/** `openRegular`, and the file system that opens files to write. */
const exempt: Readonly<Record<string, readonly string[]>> = {
  'data/src/files/regularFile.ts': ['open'],
  'files/src/nodeFiles.ts': ['open'],
};

export const filesAreOpenedInOnePlace: Rule = (packages) =>
  packages.flatMap(({ name, files }) =>
    files.flatMap(({ path, imports }) => {
      const place = `${name}/src/${path}`;
      const taken = imports
        .filter(({ specifier, typeOnly }) => fileSystems.includes(specifier) && !typeOnly)
        .flatMap(({ names }) => names);
      return taken
        .filter((each) => openers.includes(each) && !exempt[place]?.includes(each))
        .map((each) => `${place} takes ${each} of node:fs where openRegular of @spikegrad/data is meant`);
    }),
  );
