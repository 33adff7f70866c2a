import { mkdir } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { chunksOfRegular, readRegular } from '@spikegrad/data';
import {
  asFileError,
  FileError,
  type FileSystem,
  isTemporary,
  nodeFiles,
  quoted,
  replaceFile,
  sumOf,
  sumOfPieces,
  sweepTemporaries,
  takeLock,
  withAdvice,
} from '@spikegrad/files';
import type { Reporter } from '../reporter.js';
import { download, downloadNames, removeDownload } from './download.js';
import { inspect, lookalikeIn, namesIn, sizeOf } from '../open/inspect.js';
import {
  bytesOf,
  megabytes,
  roundedMegabytes,
  type PublishedFile,
  type PublishedSet,
  type SetFile,
} from '../sets/published.js';
import { getCommand, SetError } from '../sets/setError.js';
import { unpack } from './unpack.js';

/** @see getSet */
export interface GetOptions {
  /** A folder with the official files or the archive, or the archive itself. @defaultValue the set's address */
  readonly from?: string;
  /** The address of the archive. @defaultValue the official address */
  readonly address?: string;
  /** @defaultValue the file system of this machine */
  readonly files?: FileSystem;
  /** @defaultValue that of Node */
  readonly fetch?: typeof globalThis.fetch;
  readonly signal?: AbortSignal;
}

/** The lock of the folder of a set. */
const lockName = 'get.lock';

/**
 * Puts a set into `folder`. Each file is complete and verified before it replaces an old one. Correct files are kept.
 * Temporary files and downloads of earlier attempts are removed after the set is complete.
 *
 * @returns whether the set is complete; `false` only if `signal` stopped a download
 * @throws LockError before any download, if another process writes into the folder; SetError, FormatError, FileError
 */
export async function getSet(
  set: PublishedSet,
  folder: string,
  reporter: Reporter,
  options: GetOptions = {},
): Promise<boolean> {
  const { files = nodeFiles } = options;
  // A complete set may be in a read-only folder, where no lock can be taken.
  if (await isComplete(set, folder, reporter)) return true;
  await mkdir(folder, { recursive: true }).catch((error: unknown) => {
    throw new FileError(folder, 'a folder to put a set into', error).followedBy(elsewhere);
  });
  const lock = await takeLock(join(folder, lockName), files).catch(withAdvice(elsewhere));
  try {
    await sweepTemporaries(folder, files);
    const there = await getLocked(set, folder, reporter, { ...options, files });
    if (there) await removeDownload(set, folder, files);
    return there;
  } finally {
    await lock.release();
  }
}

/** Whether all files of a set are correct. */
async function isComplete(set: PublishedSet, folder: string, reporter: Reporter): Promise<boolean> {
  const names = await namesIn(folder);
  if (names.some((name) => downloadNames(set).includes(name) || isTemporary(name))) return false;
  if ((await inspect(set, folder, { sums: false })).state !== 'complete') return false;
  if ((await checkSums(set, folder, reporter)).state !== 'complete') return false;
  reporter.say(alreadyIn(set, folder));
  return true;
}

const alreadyIn = (set: PublishedSet, folder: string): string =>
  `${set.name} is already in ${folder}; every file has its published SHA-256`;

/** @see getSet */
async function getLocked(
  set: PublishedSet,
  folder: string,
  reporter: Reporter,
  options: GetOptions & { readonly files: FileSystem },
): Promise<boolean> {
  const { from, files } = options;
  const { files: found, state } = await checkSums(set, folder, reporter);
  if (state === 'complete') {
    reporter.say(alreadyIn(set, folder));
    return true;
  }
  const right = new Set(found.filter((each) => each.state === 'right').map(({ file }) => file.name));
  const save = async (file: SetFile, bytes: Uint8Array, source: string): Promise<void> => {
    if (right.has(file.name)) return;
    const sum = sumOf(bytes);
    if (sum !== file.sha256) throw wrongSum(set, source, file, sum);
    await replaceFile(join(folder, file.name), bytes, files).catch(withAdvice(elsewhere));
    reporter.emit({ event: 'file', set: set.name, name: file.name, bytes: file.bytes, sha256: sum });
    reporter.say(`${file.name}: ${megabytes(file.bytes)}, SHA-256 as published`);
  };
  if (from === undefined) {
    return download(set, folder, reporter, options, (pieces, name) =>
      unpack(set, pieces, name, (file, bytes) => save(file, bytes, `${name}: ${file.name}`)),
    );
  }
  const source = await sourceAt(set, from);
  if (source.archive) await fromArchive(set, source.path, save);
  else await copy(set, source.path, save);
  return true;
}

/** Compares the SHA-256 of all files, with progress. */
export async function checkSums(set: PublishedSet, folder: string, reporter: Reporter) {
  const { bytes } = await inspect(set, folder, { sums: false });
  if (bytes === 0) return inspect(set, folder, { sums: false });
  const progress = reporter.progress(`checking ${set.name}`, roundedMegabytes(bytesOf(set.files)));
  try {
    return await inspect(set, folder, {
      sums: true,
      done: (done) => progress.update(roundedMegabytes(done, bytesOf(set.files)), 'MB'),
    });
  } finally {
    progress.stop();
  }
}

type Save = (file: SetFile, bytes: Uint8Array, source: string) => Promise<void>;

async function copy(set: PublishedSet, from: string, save: Save): Promise<void> {
  for (const file of set.files) {
    const path = join(from, file.name);
    await checkSize(set, path, file);
    const bytes = await readRegular(path, set.title, file.bytes).catch(asFileError(path, set.title));
    await save(file, bytes, path);
  }
}

async function fromArchive(set: PublishedSet, path: string, save: Save): Promise<void> {
  await checkSize(set, path, set.archive);
  const pieces = (): AsyncIterable<Uint8Array> => chunksOfRegular(path, set.archive.name);
  const sum = await sumOfPieces(pieces()).catch(asFileError(path, set.archive.name));
  if (sum !== set.archive.sha256) throw wrongSum(set, path, set.archive, sum);
  await unpack(set, pieces(), path, (file, bytes) => save(file, bytes, `${path}: ${file.name}`));
}

async function checkSize(set: PublishedSet, path: string, file: PublishedFile): Promise<void> {
  const size = await sizeOf(path);
  if (size === file.bytes) return;
  const received = size === null ? 'no file' : `${size} bytes`;
  throw new SetError(path, `${file.bytes} bytes of ${set.title}`, received, instead(set));
}

const wrongSum = (set: PublishedSet, who: string, file: PublishedFile, sum: string): SetError =>
  new SetError(who, `the SHA-256 ${file.sha256}`, `${sum}: it is damaged or another file`, instead(set));

const elsewhere = 'correct this, or choose another folder with --dir';

const instead = (set: PublishedSet): string => `run \`${getCommand(set)}\` to download it`;

/** The place of the official files at `from`: this folder, the folder of the unpacked archive in it, or the archive. */
async function sourceAt(set: PublishedSet, from: string): Promise<{ path: string; archive: boolean }> {
  if ((await sizeOf(from)) !== null) {
    if (basename(from) === set.archive.name) return { path: from, archive: true };
    throw new SetError(
      from,
      `a folder, or ${set.archive.name}`,
      'another file',
      `use its folder: --from ${quoted(dirname(from))}`,
    );
  }
  const names = (await namesIn(from)).filter((name) => !name.startsWith('.'));
  const holds = (all: readonly string[]): number => set.files.filter(({ name }) => all.includes(name)).length;
  const inside = join(from, set.inside);
  if (holds(names) === set.files.length) return { path: from, archive: false };
  if (names.includes(set.inside) && holds(await namesIn(inside)) === set.files.length)
    return { path: inside, archive: false };
  if (names.includes(set.archive.name)) return { path: join(from, set.archive.name), archive: true };
  const lookalike = await lookalikeIn(set, from);
  const some = holds(names);
  const received =
    some > 0
      ? `${some} of the ${set.files.length} files: ${set.files
          .filter(({ name }) => !names.includes(name))
          .map(({ name }) => name)
          .join(', ')} missing`
      : (lookalike ?? (names.length === 0 ? 'an empty folder, or no folder' : `${names.length} other files`));
  const expected = `${set.files[0]!.name} … ${set.files.at(-1)!.name} or ${set.archive.name}`;
  throw new SetError(from, expected, received, `give another folder with --from, or ${instead(set)}`);
}
