import { megabytes, type PublishedSet } from '../sets/published.js';
import { fromFolder, SetError } from '../sets/setError.js';

/** The identity of the bytes at an address, for `If-Range`: a strong `ETag`, otherwise the date. */
export function tagOf({ headers }: Response): string | null {
  const tag = headers.get('etag');
  return tag !== null && !tag.startsWith('W/') ? tag : headers.get('last-modified');
}

/**
 * The byte of the archive at which the body of an answer begins: the requested one, or 0 if the server does not
 * support ranges or has other bytes now. `null` if the server rejected the range: request the complete archive.
 *
 * @param have the bytes received before
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
    const kind = headers.get('content-type') ?? 'content without a type';
    return refuse(`${left} bytes of ${archive.name} (${megabytes(left)})`, `${length} bytes of ${kind}`);
  }
  return start;
}
