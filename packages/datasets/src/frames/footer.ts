import { createHash, type Hash } from 'node:crypto';
import { openRegular, chunksOfRegular } from '@spikegrad/data';
import { z } from 'zod';

/** The last bytes of a file of frames, after the length of its footer in four bytes, the lowest first. */
const mark = Buffer.from('sgframes', 'latin1');
const endBytes = 4 + mark.length;

/** More than the labels of any set take. */
const mostBytes = 2 ** 26;

const form = z.strictObject({
  /** What was counted and how. */
  settings: z.string(),
  /** What the recordings were. */
  sources: z.string(),
  /** SHA-256 of all frames, then of the other fields. @see sumOfAll */
  sum: z.string(),
  /** One a sample. */
  labels: z.array(z.number().int().min(0).max(255)),
});

/** What a file of frames says of itself, after them. */
export type Footer = z.infer<typeof form>;

/** A footer as it ends a file. */
export function encodeFooter(footer: Footer): Uint8Array {
  const text = Buffer.from(JSON.stringify(footer));
  const length = Buffer.alloc(4);
  length.writeUInt32LE(text.length);
  return Buffer.concat([text, length, mark]);
}

/** A file of frames as it lies there. */
export interface FoundFooter {
  readonly footer: Footer;
  /** Bytes of the frames before it. */
  readonly bytes: number;
}

/** The footer of a file, `null` where there is no file. Its values are not trusted. @returns `'damaged'` for any other file */
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

/** Ends the sum of a file, given the hash of its frames: what is said of them is summed as well. */
export const sumOfAll = (frames: Hash, { settings, sources, labels }: Omit<Footer, 'sum'>): string =>
  frames.update(JSON.stringify({ settings, sources, labels })).digest('hex');

/** The sum that the footer of a file should have. @param bytes of its frames */
export async function sumOfFile(path: string, bytes: number, footer: Footer): Promise<string> {
  const hash = createHash('sha256');
  if (bytes > 0) for await (const piece of chunksOfRegular(path, 'a file of frames', bytes)) hash.update(piece);
  return sumOfAll(hash, footer);
}
