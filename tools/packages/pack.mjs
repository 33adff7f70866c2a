import { join } from 'node:path';
import { command } from './command.mjs';

/** Packs every workspace under `packages/` and answers with name, tarball, sizes in bytes (with maps and without) and files of each. */
export function packAll(root, destination) {
  const packed = command(root, 'npm', 'pack', '--json', '--workspaces', '--pack-destination', destination);
  return JSON.parse(packed)
    .filter(({ name }) => name.startsWith('@spikegrad/'))
    .map(({ name, filename, size, unpackedSize, files }) => ({
      name,
      tarball: join(destination, filename),
      size,
      unpackedSize,
      withoutMaps: unpackedSize - bytesOf(files.filter(({ path }) => path.endsWith('.map'))),
      files: files.map(({ path }) => path),
    }));
}

const bytesOf = (files) => files.reduce((sum, { size }) => sum + size, 0);

/** One line per package: download size, size on disk, and size without maps. */
export function sizeTable(packed) {
  const kilobytes = (bytes) => `${(bytes / 1000).toFixed(1)} kB`.padStart(10);
  return packed
    .map(
      ({ name, size, unpackedSize, withoutMaps }) =>
        name.padEnd(26) + [size, unpackedSize, withoutMaps].map(kilobytes).join(''),
    )
    .join('\n');
}
