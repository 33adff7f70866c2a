import { join } from 'node:path';
import {
  asFileError,
  codeOf,
  FileError,
  type FileSystem,
  type OpenFile,
  piecesOf,
  readText,
  replaceFile,
  sumOfPieces,
  writeAll,
} from '@spikegrad/files';
import type { Reporter } from '../reporter.js';
import { startOf, tagOf } from './answer.js';
import { megabytes, roundedMegabytes, type PublishedSet } from '../sets/published.js';
import { fromFolder, SetError } from '../sets/setError.js';

/** Timeout of a server that sends nothing, in milliseconds. */
const silence = 60_000;

/** Interval of events of a download, in milliseconds. */
const eventInterval = 1000;

/** @see download */
export interface DownloadOptions {
  readonly address?: string;
  readonly files: FileSystem;
  readonly fetch?: typeof globalThis.fetch;
  readonly signal?: AbortSignal;
}

/**
 * Downloads the archive of a set into a `.part` file. It continues an earlier download, and passes the file on after
 * its SHA-256 is verified. The file stays; `removeDownload` removes it.
 *
 * @returns `false` if `signal` stopped it; the received bytes stay for the next attempt
 * @throws SetError, FileError
 */
export async function download(
  set: PublishedSet,
  folder: string,
  reporter: Reporter,
  { address = set.address, files, fetch = globalThis.fetch, signal }: DownloadOptions,
  use: (archive: AsyncIterable<Uint8Array>, name: string) => Promise<void>,
): Promise<boolean> {
  checkAddress(address, set);
  const [path, tagPath] = downloadNames(set).map((name) => join(folder, name)) as [string, string];
  const part = await files.append(path).catch(asFileError(path, 'to open the download'));
  try {
    const job: Job = { set, address, path, tagPath, part, files, reporter };
    if ((await part.size()) > set.archive.bytes) await part.truncate(0);
    if ((await part.size()) < set.archive.bytes && !(await receive(job, fetch, signal))) return false;
    const sum = await sumOfPieces(piecesOf(part));
    if (sum !== set.archive.sha256) {
      await part.truncate(0);
      const received = `${sum}; the download was removed`;
      throw new SetError(address, `the SHA-256 ${set.archive.sha256}`, received, `run it again, ${fromFolder(set)}`);
    }
    await use(piecesOf(part), address);
  } finally {
    await part.close();
  }
  return true;
}

/** @throws SetError for an address that `fetch` does not accept */
function checkAddress(address: string, set: PublishedSet): void {
  if (URL.canParse(address) && ['http:', 'https:'].includes(new URL(address).protocol)) return;
  const advice = `give another address with --address, ${fromFolder(set)}`;
  throw new SetError('--address', 'an address that begins with https:// or http://', address, advice);
}

/** The file of a download until it is unpacked, and the file with the version of the archive. */
export const downloadNames = ({ archive }: PublishedSet): readonly [part: string, tag: string] => [
  `${archive.name}.part`,
  `${archive.name}.part.tag`,
];

/** Removes a download, if there is one. @throws FileError */
export async function removeDownload(set: PublishedSet, folder: string, files: FileSystem): Promise<void> {
  for (const path of downloadNames(set).map((name) => join(folder, name)))
    await files.remove(path).catch((error: unknown) => {
      if (codeOf(error) !== 'ENOENT') throw new FileError(path, 'to remove a download', error);
    });
}

interface Job {
  readonly set: PublishedSet;
  readonly address: string;
  readonly path: string;
  readonly tagPath: string;
  readonly part: OpenFile;
  readonly files: FileSystem;
  readonly reporter: Reporter;
}

/** Receives the missing bytes. @returns `false` if `signal` stopped it */
async function receive(job: Job, fetch: typeof globalThis.fetch, signal: AbortSignal | undefined): Promise<boolean> {
  const quiet = new AbortController();
  const timer = setTimeout(() => quiet.abort(), silence);
  const either = AbortSignal.any([quiet.signal, ...(signal ? [signal] : [])]);
  try {
    const response = await ask(job, (headers) => fetch(job.address, { headers, signal: either }));
    await append(job, response, () => timer.refresh());
    return true;
  } catch (error) {
    if (error instanceof SetError || error instanceof FileError) throw error;
    const have = await job.part.size();
    const { bytes } = job.set.archive;
    const place = `${megabytes(have)} of ${megabytes(bytes)}`;
    if (signal?.aborted) {
      job.reporter.warn(`stopped at ${place}; run the same command to continue`);
      return false;
    }
    const received = quiet.signal.aborted ? `no data for ${silence / 1000} s` : reasonOf(error);
    const again = have > 0 ? `run the same command again to continue at ${place}` : 'check the network and try again';
    throw new SetError(job.address, `${bytes} bytes`, received, `${again}, ${fromFolder(job.set)}`);
  } finally {
    clearTimeout(timer);
    quiet.abort(); // an unread answer would keep its connection open, and with it the process
  }
}

/**
 * Requests the missing bytes, or the complete file if the server does not have this range. The file is cut to the
 * first received byte.
 */
async function ask(job: Job, request: (headers: Record<string, string>) => Promise<Response>): Promise<Response> {
  const { set, address, part, path, tagPath, files } = job;
  const have = await part.size();
  const [owner, tag] = have > 0 ? await readTag(tagPath) : [];
  const range = { range: `bytes=${have}-`, ...(tag && owner === address && { 'if-range': tag }) };
  // By default a server may compress the archive again, and lengths would be different.
  const plain = { 'accept-encoding': 'identity' };
  let response = await request({ ...plain, ...(have > 0 && range) });
  let start = startOf(response, have, set, address);
  if (start === null) {
    await response.body?.cancel();
    response = await request(plain);
    start = startOf(response, 0, set, address)!;
  }
  if (start < have) {
    job.reporter.say(`${address} cannot continue at ${megabytes(have)}; starting again`);
    await part.truncate(start).catch(asFileError(path, 'to start the download again'));
  }
  const found = tagOf(response);
  if (start === 0 && found !== null) await replaceFile(tagPath, `${address}\n${found}`, files);
  return response;
}

const readTag = async (path: string): Promise<readonly string[]> =>
  (await readText(path, 'the tag of a download').catch(() => '')).split('\n');

async function append({ set, part, path, reporter }: Job, response: Response, alive: () => void): Promise<void> {
  const begin = await part.size();
  const { bytes } = set.archive;
  const progress = reporter.progress('downloading', roundedMegabytes(bytes), roundedMegabytes(begin, bytes));
  const started = performance.now();
  let [have, said] = [begin, started];
  try {
    for await (const piece of bodyOf(response)) {
      alive();
      if (have + piece.length > bytes) {
        await part.truncate(0);
        throw new Error('more bytes');
      }
      await writeAll(part, piece).catch((cause: unknown) => {
        const rest = `; ${megabytes(bytes - have)} are missing: free disk space and run the same command again`;
        throw new FileError(path, `to write ${piece.length} bytes`, cause, rest);
      });
      have += piece.length;
      const now = performance.now();
      const speed = (have - begin) / 1e6 / ((now - started) / 1000);
      progress.update(roundedMegabytes(have, bytes), `MB  ${speed.toFixed(1)} MB/s`);
      if (now - said < eventInterval && have < bytes) continue;
      said = now;
      const secondsLeft = (bytes - have) / 1e6 / speed;
      reporter.emit({ event: 'download', set: set.name, bytes: have, total: bytes, secondsLeft });
    }
  } finally {
    progress.stop();
  }
  if (have < bytes) throw new Error(`${have}, then the end of the data`);
  await part.sync();
}

// The DOM types have no iteration of a stream; Node has it.
const bodyOf = ({ body }: Response): AsyncIterable<Uint8Array> | readonly Uint8Array[] =>
  (body as AsyncIterable<Uint8Array> | null) ?? [];

/** The reason of a failed connection, which `fetch` has in the cause. */
function reasonOf(error: unknown): string {
  const { cause } = error as { readonly cause?: unknown };
  const { code, message } = (cause ?? error) as { readonly code?: string; readonly message?: string };
  return [message ?? String(error), ...(code && !message?.includes(code) ? [`(${code})`] : [])].join(' ');
}
