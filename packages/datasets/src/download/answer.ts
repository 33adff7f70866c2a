import { megabytes, type PublishedSet } from '../sets/published.js';
import { fromFolder, SetError } from '../sets/setError.js';

/** What identifies the bytes at an address, as `If-Range` takes it: a strong `ETag`, else the date. */
export function tagOf({ headers }: Response): string | null {
  const tag = headers.get('etag');
  return tag !== null && !tag.startsWith('W/') ? tag : headers.get('last-modified');
}

/**
 * At which byte of the archive the body of an answer begins: where it was asked to, or at 0 where the server knows no ranges or has
 * other bytes by now. `null` says that the range was refused: ask for everything.
 *
 * @param have the bytes that are there already
 * @throws SetError for an answer that is not the archive
 */
export function startOf(response: Response, have: number, set: PublishedSet, address: string): number | null {
  const { archive } = set;
  const { status, headers } = response;
  const refuse = (expected: string, received: string): never => {
    throw new SetError(address, expected, received, `give another address with --address, ${fromFolder(set)}`);
  };
  if (status === 416 && have > 0) return null;
  if (status !== 200 && status !== 206)
    return refuse(archive.name, `the answer ${status} ${response.statusText}`.trim());
  const start = status === 206 ? have : 0;
  if (status === 206) {
    const range = headers.get('content-range') ?? 'none';
    const asked = `bytes ${have}-${archive.bytes - 1}/${archive.bytes}`;
    if (range !== asked && range !== asked.replace(/\d+$/, '*'))
      return refuse(`the range ${asked}`, `the range ${range}`);
  }
  const length = headers.get('content-length');
  const left = archive.bytes - start;
  if (length !== null && Number(length) !== left) {
    const kind = headers.get('content-type') ?? 'something of no type';
    return refuse(`${left} bytes of ${archive.name} (${megabytes(left)})`, `${length} bytes of ${kind}`);
  }
  return start;
}
