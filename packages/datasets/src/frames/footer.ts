import { createHash, type Hash } from 'node:crypto';
import { openRegular, chunksOfRegular } from '@spikegrad/data';
import { z } from 'zod';

/** The last bytes of a file of frames, after the length of its footer in four bytes, little-endian. */
const mark = Buffer.from('sgframes', 'latin1');
const endBytes = 4 + mark.length;

/** Limit of the footer; the labels of every set take less. */
const mostBytes = 2 ** 26;

const form = z.strictObject({
  /** The settings of the conversion. */
  settings: z.string(),
  /** The names, sizes and times of the recordings. */
  sources: z.string(),
  /** SHA-256 of all frames, then of the other fields. @see sumOfAll */
  sum: z.string(),
  /** One per sample. */
  labels: z.array(z.number().int().min(0).max(255)),
});

/** The footer of a file of frames. */
export type Footer = z.infer<typeof form>;

/** Encodes a footer. */
export function encodeFooter(footer: Footer): Uint8Array {
  const text = Buffer.from(JSON.stringify(footer));
  const length = Buffer.alloc(4);
  length.writeUInt32LE(text.length);
  return Buffer.concat([text, length, mark]);
}

/** A file of frames on the disk. */
export interface FoundFooter {
  readonly footer: Footer;
  /** Bytes of the frames before it. */
  readonly bytes: number;
}

/**
 * Reads the footer of a file; `null` if there is no file. Its values are untrusted. @returns `'damaged'` for any
 * other file
 */
export async function readFooter(path: string): Promise<FoundFooter | 'damaged' | null> {
  const file = await openRegular(path, 'a file of frames').catch(() => null);
  if (file === null) return null;
  try {
    const { size } = file;
    const last = async (length: number, before: number): Promise<Buffer> =>
      Buffer.from(await file.read(size - before - length, length));
    if (size < endBytes) return 'damaged';
    const end = await last(endBytes, 0);
    const length = end.readUInt32LE();
    if (!end.subarray(4).equals(mark) || length > mostBytes || length > size - endBytes) return 'damaged';
    const footer = form.safeParse(JSON.parse((await last(length, endBytes)).toString()));
    return footer.success ? { footer: footer.data, bytes: size - endBytes - length } : 'damaged';
  } catch {
    return 'damaged';
  } finally {
    await file.close();
  }
}

/** Finishes the checksum of a file, from the hash of its frames. It includes the other fields of the footer. */
export const sumOfAll = (frames: Hash, { settings, sources, labels }: Omit<Footer, 'sum'>): string =>
  frames.update(JSON.stringify({ settings, sources, labels })).digest('hex');

/** The checksum that the footer of a file should have. @param bytes length of its frames */
export async function sumOfFile(path: string, bytes: number, footer: Footer): Promise<string> {
  const hash = createHash('sha256');
  if (bytes > 0) for await (const piece of chunksOfRegular(path, 'a file of frames', bytes)) hash.update(piece);
  return sumOfAll(hash, footer);
}
