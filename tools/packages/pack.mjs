import { join } from 'node:path';
import { command } from './command.mjs';

/** Packs every workspace under `packages/` and answers with name, tarball, sizes in bytes and files of each. */
export function packAll(root, destination) {
  const packed = command(root, 'npm', 'pack', '--json', '--workspaces', '--pack-destination', destination);
  return JSON.parse(packed)
    .filter(({ name }) => name.startsWith('@spikegrad/'))
    .map(({ name, filename, size, unpackedSize, files }) => ({
      name,
      tarball: join(destination, filename),
      size,
      unpackedSize,
      files: files.map(({ path }) => path),
    }));
}

/** One line a package: what a user downloads and what it takes on disk. */
export function sizeTable(packed) {
  const kilobytes = (bytes) => `${(bytes / 1000).toFixed(1)} kB`.padStart(10);
  return packed
    .map(({ name, size, unpackedSize }) => `${name.padEnd(26)}${kilobytes(size)}${kilobytes(unpackedSize)}`)
    .join('\n');
}
