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

/** A server that says nothing for so long has hung up, in milliseconds. */
const silence = 60_000;

/** Events of a download come this often, in milliseconds. */
const eventInterval = 1000;

/** @see download */
export interface DownloadOptions {
  readonly address?: string;
  readonly files: FileSystem;
  readonly fetch?: typeof globalThis.fetch;
  readonly signal?: AbortSignal;
}

/**
 * Downloads the archive of a set onto a `.part` file, from where the last try ended, and hands it over once it has the published sum.
 * The file stays, for `removeDownload`.
 *
 * @returns `false` when `signal` stopped it; what there is stays for the next try
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
      const received = `${sum}; it was thrown away`;
      throw new SetError(address, `the SHA-256 ${set.archive.sha256}`, received, `run it again, ${fromFolder(set)}`);
    }
    await use(piecesOf(part), address);
  } finally {
    await part.close();
  }
  return true;
}

/** @throws SetError for an address that `fetch` does not take */
function checkAddress(address: string, set: PublishedSet): void {
  if (URL.canParse(address) && ['http:', 'https:'].includes(new URL(address).protocol)) return;
  const advice = `give another address with --address, ${fromFolder(set)}`;
  throw new SetError('--address', 'an address that begins with https:// or http://', address, advice);
}

/** What a download is called until it is unpacked, and what says which version of the archive it is of. */
export const downloadNames = ({ archive }: PublishedSet): readonly [part: string, tag: string] => [
  `${archive.name}.part`,
  `${archive.name}.part.tag`,
];

/** Removes a download, as far as it is there. @throws FileError */
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

/** Receives what is missing. @returns `false` when `signal` stopped it */
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
      job.reporter.warn(`stopped at ${place}; the same command goes on from there`);
      return false;
    }
    const received = quiet.signal.aborted ? `silence for ${silence / 1000} s` : reasonOf(error);
    const again = have > 0 ? `run the same command again, it goes on at ${place}` : 'look at the network and try again';
    throw new SetError(job.address, `${bytes} bytes`, received, `${again}, ${fromFolder(job.set)}`);
  } finally {
    clearTimeout(timer);
    quiet.abort(); // an answer that was not read to its end would keep its connection, and with it the process
  }
}

/** Asks for what is missing, and for everything where the server has no such range. The part is cut to where the body begins. */
async function ask(job: Job, request: (headers: Record<string, string>) => Promise<Response>): Promise<Response> {
  const { set, address, part, path, tagPath, files } = job;
  const have = await part.size();
  const [owner, tag] = have > 0 ? await readTag(tagPath) : [];
  const range = { range: `bytes=${have}-`, ...(tag && owner === address && { 'if-range': tag }) };
  // Left to itself a server may compress what is compressed, and lengths mean something else.
  const plain = { 'accept-encoding': 'identity' };
  let response = await request({ ...plain, ...(have > 0 && range) });
  let start = startOf(response, have, set, address);
  if (start === null) {
    await response.body?.cancel();
    response = await request(plain);
    start = startOf(response, 0, set, address)!;
  }
  if (start < have) {
    job.reporter.say(`${address} cannot go on at ${megabytes(have)}; beginning anew`);
    await part.truncate(start).catch(asFileError(path, 'to begin the download anew'));
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
        throw new Error('more than that');
      }
      await writeAll(part, piece).catch((cause: unknown) => {
        const rest = `; ${megabytes(bytes - have)} are missing: make room and run the same command again`;
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
  if (have < bytes) throw new Error(`${have}, then the end`);
  await part.sync();
}

// The DOM's types know no iteration of a stream; Node has it.
const bodyOf = ({ body }: Response): AsyncIterable<Uint8Array> | readonly Uint8Array[] =>
  (body as AsyncIterable<Uint8Array> | null) ?? [];

/** What went wrong with a connection: `fetch` hides the reason in the cause. */
function reasonOf(error: unknown): string {
  const { cause } = error as { readonly cause?: unknown };
  const { code, message } = (cause ?? error) as { readonly code?: string; readonly message?: string };
  return [message ?? String(error), ...(code && !message?.includes(code) ? [`(${code})`] : [])].join(' ');
}
