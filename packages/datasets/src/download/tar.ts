import { FormatError } from '@spikegrad/core';

const block = 512;

/** A regular file in a tar archive. Its content is skipped unless it is read before the next entry. */
export interface TarEntry {
  readonly path: string;
  readonly bytes: number;
  /** Reads the content into memory; check `bytes` first. */
  readonly read: () => Promise<Uint8Array>;
}

/**
 * The regular files of a tar archive, in order. The archive is untrusted: checksums and sizes are checked. A path
 * outside the folder, a link or a device is an error.
 *
 * @throws FormatError with `name`
 */
export async function* tarEntries(pieces: AsyncIterable<Uint8Array>, name: string): AsyncGenerator<TarEntry> {
  const source = new Source(pieces, name);
  for (;;) {
    const header = await source.take(block);
    if (header.every((byte) => byte === 0)) return source.drain();
    checkSum(header, name);
    const path = pathOf(header, name);
    const bytes = octal(header, 124, 12, name);
    const kind = String.fromCharCode(header[156]!);
    const padding = (block - (bytes % block)) % block;
    let taken = false;
    if (kind === '0' || kind === '\0') {
      const read = (): Promise<Uint8Array> => {
        taken = true;
        return source.take(bytes);
      };
      yield { path, bytes, read };
    } else if (!passed.includes(kind)) {
      throw new FormatError(name, 'files and folders only', `an entry of type ${JSON.stringify(kind)}: ${path}`);
    }
    await source.skip(taken ? padding : bytes + padding);
  }
}

/** Folders, and headers of pax and GNU with data of the next entry. */
const passed: readonly string[] = ['5', 'x', 'g', 'L'];

/** Reads any number of bytes from pieces of any length. */
class Source {
  private readonly pieces: AsyncIterator<Uint8Array>;
  private readonly name: string;
  private rest: Uint8Array = new Uint8Array(0);

  constructor(pieces: AsyncIterable<Uint8Array>, name: string) {
    this.pieces = pieces[Symbol.asyncIterator]();
    this.name = name;
  }

  async take(length: number): Promise<Uint8Array> {
    const out = new Uint8Array(length);
    let filled = 0;
    await this.pass(length, (piece) => {
      out.set(piece, filled);
      filled += piece.length;
    });
    return out;
  }

  skip(length: number): Promise<void> {
    return this.pass(length, () => undefined);
  }

  /** Reads to the end, where a compressed stream has its checksum. */
  async drain(): Promise<void> {
    while (!(await this.pieces.next()).done);
  }

  private async pass(length: number, each: (piece: Uint8Array) => void): Promise<void> {
    for (let left = length; left > 0;) {
      if (this.rest.length === 0) {
        const next = await this.pieces.next();
        if (next.done) throw new FormatError(this.name, `${left} bytes more of a tar archive`, 'its end');
        this.rest = next.value;
      }
      const piece = this.rest.subarray(0, left);
      this.rest = this.rest.subarray(piece.length);
      left -= piece.length;
      each(piece);
    }
  }
}

/** The sum of the header's bytes, with blanks for the checksum field. */
function checkSum(header: Uint8Array, name: string): void {
  const noted = octal(header, 148, 8, name);
  const sum = header.reduce((total, byte, i) => total + (i >= 148 && i < 156 ? 0x20 : byte), 0);
  if (sum !== noted) throw new FormatError(name, `a tar header with the checksum ${noted}`, String(sum));
}

function pathOf(header: Uint8Array, name: string): string {
  const ustar = text(header, 257, 5) === 'ustar';
  const prefix = ustar ? text(header, 345, 155) : '';
  const path = (prefix === '' ? '' : `${prefix}/`) + text(header, 0, 100);
  const hostile = path === '' || /^[/\\]|^[A-Za-z]:|\\/.test(path) || path.split('/').includes('..');
  if (hostile) throw new FormatError(name, 'paths inside the folder', JSON.stringify(path));
  return path;
}

function octal(header: Uint8Array, at: number, length: number, name: string): number {
  const digits = text(header, at, length).trim();
  if (!/^[0-7]+$/.test(digits)) throw new FormatError(name, 'an octal number in a tar header', JSON.stringify(digits));
  return parseInt(digits, 8);
}

function text(header: Uint8Array, at: number, length: number): string {
  const field = header.subarray(at, at + length);
  const end = field.indexOf(0);
  return new TextDecoder('latin1').decode(end < 0 ? field : field.subarray(0, end));
}
